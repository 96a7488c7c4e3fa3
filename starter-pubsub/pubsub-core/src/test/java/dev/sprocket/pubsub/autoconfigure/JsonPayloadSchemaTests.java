// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.DefaultResourceLoader;

import dev.sprocket.pubsub.content.PayloadSchema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class JsonPayloadSchemaTests {

	private static PayloadSchema read(String location) throws IOException {
		return JsonPayloadSchema.read(location, new DefaultResourceLoader());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"id":"ü","amount":1.5,"lines":[{"sku":"a"}],"more":1} |
			{"amount":1}                        | the root breaks rule 'required': required property 'id' not found
			{"id":"a","amount":-1}              | /amount breaks rule 'minimum': must have a minimum value of 0
			{"id":"a","lines":[{},{"sku":7}]}   | /lines/1/sku breaks rule 'type': integer found, string expected
			[]                                  | the root breaks rule 'type': array found, object expected
			""")
	void aBodyIsCheckedAndTheProblemNamed(String body, String problem) throws IOException {
		PayloadSchema schema = read("classpath:schemas/order.json");
		assertThat(schema.name()).isEqualTo("classpath:schemas/order.json");
		assertThat(schema.problem(bytes(body))).isEqualTo(problem);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none",
			value = { "{\"id\":", "no", "``", "{\"id\":\"a\"} more" })
	void whatIsNoJsonIsAProblem(String body) throws IOException {
		assertThat(read("classpath:schemas/order.json").problem(bytes(body))).startsWith("it is no JSON: ");
	}

	@Test
	void aSchemaMayBeAFileAndReferToOthersBesideIt(@TempDir Path folder) throws IOException {
		Files.writeString(folder.resolve("order.json"), "{\"properties\":{\"line\":{\"$ref\":\"line.json\"}}}");
		Files.writeString(folder.resolve("line.json"), "{\"type\":\"string\"}");
		PayloadSchema schema = read(folder.resolve("order.json").toUri().toString());
		assertThat(schema.problem(bytes("{\"line\":\"a\"}"))).isNull();
		assertThat(schema.problem(bytes("{\"line\":1}"))).startsWith("/line breaks rule 'type'");
	}

	@Test
	void whatIsNotThereCannotBeRead() {
		assertThatExceptionOfType(FileNotFoundException.class).isThrownBy(() -> read("classpath:schemas/none.json"))
			.withMessageContaining("schemas/none.json");
	}

	@Test
	void whatIsNoSchemaIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> read("classpath:schemas/unknown-type.json"))
			.withMessageContaining("/type breaks rule");
		assertThatIllegalArgumentException().isThrownBy(() -> read("classpath:schemas/no-json.json"));
	}

	@Test
	void whatASchemaRefersToIsNotFetchedFromANetwork() {
		assertThatIllegalArgumentException().isThrownBy(() -> read("classpath:schemas/remote.json"))
			.withMessageContaining("https://schemas.example.com/order.json");
	}

}
