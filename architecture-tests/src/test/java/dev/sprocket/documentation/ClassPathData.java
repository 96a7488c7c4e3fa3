// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.springframework.boot.json.JsonParserFactory;
import org.yaml.snakeyaml.Yaml;

/**
 * Reads all resources of one name.
 */
final class ClassPathData {

	private ClassPathData() {
	}

	static List<Map<String, Object>> json(String name) {
		return load(name, JsonParserFactory.getJsonParser()::parseMap);
	}

	static List<Map<String, Object>> yaml(String name) {
		return load(name, (text) -> new Yaml().load(text));
	}

	private static List<Map<String, Object>> load(String name, Function<String, Map<String, Object>> parser) {
		List<Map<String, Object>> documents = new ArrayList<>();
		try {
			for (URL url : Collections.list(ClassPathData.class.getClassLoader().getResources(name))) {
				try (InputStream stream = url.openStream()) {
					documents.add(parser.apply(new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return documents;
	}

	@SuppressWarnings("unchecked")
	static List<Map<String, Object>> list(Map<String, Object> document, String name) {
		return (List<Map<String, Object>>) document.getOrDefault(name, List.of());
	}

}
