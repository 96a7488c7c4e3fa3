// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.io.DefaultResourceLoader;

import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.content.PayloadSchema;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TopicSchemasTests {

	private static TopicSchemas schemas(String topic, String location) {
		PubSubProperties properties = new Binder(
				new MapConfigurationPropertySource(Map.of("sprocket.pubsub.topics." + topic + ".schema", location)))
			.bindOrCreate("sprocket.pubsub", PubSubProperties.class);
		return TopicSchemas.of(properties, new DefaultResourceLoader());
	}

	@Test
	void theSchemaOfATopicIsRead() {
		PayloadSchema schema = schemas("orders", "classpath:schemas/order.json").byTopic().get("orders");
		assertThat(schema).isNotNull();
		assertThat(schema.problem("{}".getBytes(StandardCharsets.UTF_8))).contains("'id' not found");
	}

	@Test
	void aSchemaThatIsNotThereIsRefused() {
		assertRefused("classpath:schemas/none.json",
				"cannot be read: class path resource [schemas/none.json] cannot be "
						+ "opened because it does not exist");
	}

	@Test
	void whatIsNoSchemaIsRefused(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("order.json"), "{\"minimum\":\"low\"}");
		assertRefused("file:" + file, "is no JSON Schema: minimum value is not a number");
	}

	private static void assertRefused(String location, String why) {
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> schemas("orders", location))
			.satisfies((failure) -> {
				FailureAnalysis analysis = new PubSubFailureAnalyzer().analyze(failure);
				assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription())
					.isEqualTo("sprocket.pubsub.topics.orders.schema: " + location + " " + why);
				assertThat(analysis.getAction()).isEqualTo("Change the name or setting that is named above.");
			});
	}

}
