// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.resource.InputStreamSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.pubsub.content.PayloadSchema;

/**
 * A JSON Schema, of the draft that it names or else 2020-12. What it refers to is read
 * from the class path or from files, never from a network. Not to be touched unless
 * {@code json-schema-validator} is on the class path.
 */
final class JsonPayloadSchema implements PayloadSchema {

	private static final SchemaRegistryConfig FIRST_PROBLEM = SchemaRegistryConfig.builder()
		.failFast(true)
		.locale(Locale.ENGLISH)
		.build();

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final String location;

	private final Schema schema;

	private JsonPayloadSchema(String location, Schema schema) {
		this.location = location;
		this.schema = schema;
	}

	/**
	 * Read a schema.
	 * @param location where, as Spring writes it
	 * @param resources what reads it
	 * @return the schema
	 * @throws IOException if there is none
	 * @throws IllegalArgumentException saying why it is no JSON Schema
	 */
	static PayloadSchema read(String location, ResourceLoader resources) throws IOException {
		String text = resources.getResource(location).getContentAsString(StandardCharsets.UTF_8);
		SchemaRegistry registry = SchemaRegistry
			.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, (builder) -> builder
				.schemaRegistryConfig(FIRST_PROBLEM)
				.schemaLoader(
						(loader) -> loader.resourceLoaders((loaders) -> loaders.add((iri) -> local(iri, resources)))));
		try {
			Schema schema = registry.getSchema(SchemaLocation.of(location), text, InputFormat.JSON);
			requireSchema(registry, schema, text);
			schema.initializeValidators();
			return new JsonPayloadSchema(location, schema);
		}
		catch (SchemaException | JacksonException | IllegalStateException ex) {
			throw new IllegalArgumentException(String.valueOf(ex.getMessage()), ex);
		}
	}

	private static @Nullable InputStreamSource local(AbsoluteIri iri, ResourceLoader resources) {
		String location = iri.toString();
		if (!location.startsWith(ResourceLoader.CLASSPATH_URL_PREFIX) && !location.startsWith("file:")) {
			return null;
		}
		Resource resource = resources.getResource(location);
		return resource.exists() ? resource::getInputStream : null;
	}

	private static void requireSchema(SchemaRegistry registry, Schema schema, String text) {
		Schema rules = registry.getSchema(SchemaLocation.of(schema.getSchemaContext().getDialect().getId()));
		List<Error> errors = rules.validate(text, InputFormat.JSON);
		if (!errors.isEmpty()) {
			throw new IllegalArgumentException(describe(errors.get(0)));
		}
	}

	private static String describe(Error error) {
		String pointer = error.getInstanceLocation().toString();
		return (pointer.isEmpty() ? "the root" : pointer) + " breaks rule '" + error.getKeyword() + "': "
				+ error.getMessage();
	}

	@Override
	public String name() {
		return this.location;
	}

	@Override
	public @Nullable String problem(byte[] body) {
		try {
			JsonNode document = JSON.readTree(body);
			if (document.isMissingNode()) {
				return "it is no JSON: it is empty";
			}
			List<Error> errors = this.schema.validate(document);
			return errors.isEmpty() ? null : describe(errors.get(0));
		}
		catch (JacksonException ex) {
			return "it is no JSON: " + ex.getOriginalMessage();
		}
	}

}
