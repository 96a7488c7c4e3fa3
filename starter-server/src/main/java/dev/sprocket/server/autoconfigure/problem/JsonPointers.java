// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.lang.reflect.Type;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns property paths of Java into JSON pointers (RFC 6901), with the names that the
 * JSON has.
 */
class JsonPointers {

	private final JsonMapper mapper;

	JsonPointers(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Return the pointer for a path such as {@code items[0].price}.
	 * @param root the type of the body
	 * @param path the path below it
	 * @return the pointer, such as {@code /items/0/price}
	 */
	String of(@Nullable JavaType root, String path) {
		StringBuilder pointer = new StringBuilder();
		JavaType type = root;
		for (String step : path.split("[.\\[]")) {
			if (step.endsWith("]")) {
				append(pointer, step.substring(0, step.length() - 1));
				type = (type != null) ? type.getContentType() : null;
			}
			else if (!step.isEmpty()) {
				BeanPropertyDefinition property = property(type, step);
				append(pointer, (property != null) ? property.getName() : step);
				type = (property != null) ? property.getPrimaryType() : null;
			}
		}
		return pointer.toString();
	}

	String of(List<Reference> path) {
		StringBuilder pointer = new StringBuilder();
		for (Reference reference : path) {
			String name = reference.getPropertyName();
			append(pointer, (name != null) ? name : String.valueOf(reference.getIndex()));
		}
		return pointer.toString();
	}

	JavaType type(Type type) {
		return this.mapper.constructType(type);
	}

	private @Nullable BeanPropertyDefinition property(@Nullable JavaType type, String name) {
		if (type == null || type.isContainerType()) {
			return null;
		}
		DeserializationConfig config = this.mapper.deserializationConfig();
		ClassIntrospector introspector = config.classIntrospectorInstance();
		return introspector.introspectForDeserialization(type, introspector.introspectClassAnnotations(type))
			.findProperties()
			.stream()
			.filter((property) -> property.getInternalName().equals(name))
			.findFirst()
			.orElse(null);
	}

	private static void append(StringBuilder pointer, String token) {
		pointer.append('/').append(token.replace("~", "~0").replace("/", "~1"));
	}

}
