// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Our properties, from what the configuration processor wrote into the modules.
 */
final class ConfigurationMetadata {

	private final SortedMap<String, Map<String, Object>> properties = new TreeMap<>();

	private ConfigurationMetadata() {
	}

	static ConfigurationMetadata ofClassPath() {
		ConfigurationMetadata metadata = new ConfigurationMetadata();
		ClassPathData.json("META-INF/spring-configuration-metadata.json")
			.stream()
			.flatMap((document) -> ClassPathData.list(document, "properties").stream())
			.filter((property) -> property.get("name").toString().startsWith("sprocket."))
			.forEach((property) -> metadata.properties.put(property.get("name").toString(), property));
		return metadata;
	}

	Collection<String> propertyNames() {
		return this.properties.keySet();
	}

	/**
	 * Print the properties below prefixes.
	 * @param prefixes such as {@code sprocket.lifecycle}
	 * @return a table
	 */
	String table(List<String> prefixes) {
		MarkdownTable table = new MarkdownTable(List.of("property", "default", "meaning"));
		this.properties.forEach((name, property) -> {
			if (prefixes.stream().anyMatch((prefix) -> name.equals(prefix) || name.startsWith(prefix + "."))) {
				table.row(List.of(MarkdownTable.code(name), defaultValue(property.get("defaultValue")),
						meaning(property)));
			}
		});
		return table.toString();
	}

	private static String defaultValue(@Nullable Object value) {
		if (value instanceof List<?> values) {
			return MarkdownTable.code(String.join(",", values.stream().map(String::valueOf).toList()));
		}
		return (value != null) ? MarkdownTable.code(value) : "";
	}

	private static String meaning(Map<String, Object> property) {
		Object description = property.get("description");
		if (description == null) {
			throw new IllegalStateException("Property " + property.get("name") + " has no description");
		}
		return description.toString().replaceAll("\\s+", " ").replaceAll("\\{@code ([^}]*)\\}", "`$1`");
	}

}
