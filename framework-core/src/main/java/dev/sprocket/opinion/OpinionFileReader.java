// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads the opinion files of the class path and refuses what does not follow the format.
 */
final class OpinionFileReader {

	static final String LOCATION = "META-INF/sprocket/opinions.yaml";

	private static final List<ConfigurationPropertyName> FORBIDDEN = List
		.of(ConfigurationPropertyName.of("spring.profiles"), ConfigurationPropertyName.of("spring.config"));

	private static final Set<String> FILE_KEYS = Set.of("starter", "order", "opinions");

	private static final Set<String> OPINION_KEYS = Set.of("key", "value", "reason", "when");

	private final ClassLoader classLoader;

	OpinionFileReader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	List<OpinionFile> readAll() {
		try {
			List<OpinionFile> files = new ArrayList<>();
			for (URL url : Collections.list(this.classLoader.getResources(LOCATION))) {
				files.add(read(url));
			}
			files.sort(OpinionFile.PRECEDENCE);
			return files;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read " + LOCATION, ex);
		}
	}

	private OpinionFile read(URL url) throws IOException {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		try (InputStream stream = url.openStream()) {
			Object content = new Yaml(new SafeConstructor(options)).load(stream);
			return file(url.toString(), content);
		}
		catch (YAMLException ex) {
			throw new InvalidOpinionException(url.toString(), "it is not valid YAML: " + ex.getMessage(), ex);
		}
	}

	private OpinionFile file(String location, @Nullable Object content) {
		Map<?, ?> map = map(location, content, FILE_KEYS, "the file");
		String starter = text(location, map, "starter");
		Object order = (map.get("order") != null) ? map.get("order") : 0;
		Object entries = (map.get("opinions") != null) ? map.get("opinions") : List.of();
		if (!(order instanceof Integer number)) {
			throw new InvalidOpinionException(location, "the entry 'order' is not a whole number");
		}
		if (!(entries instanceof List<?> list)) {
			throw new InvalidOpinionException(location, "the entry 'opinions' is not a list");
		}
		List<Opinion> opinions = new ArrayList<>();
		list.forEach((entry) -> opinions.add(opinion(location, starter, entry)));
		return new OpinionFile(starter, number, location, List.copyOf(opinions));
	}

	private Opinion opinion(String location, String starter, @Nullable Object entry) {
		Map<?, ?> map = map(location, entry, OPINION_KEYS, "an opinion");
		String key = text(location, map, "key");
		checkKey(location, key);
		return new Opinion(starter, key, value(location, key, map.get("value")), text(location, map, "reason"),
				when(location, key, map.get("when")));
	}

	private void checkKey(String location, String key) {
		if (!ConfigurationPropertyName.isValid(key)) {
			throw new InvalidOpinionException(location,
					"the key '" + key + "' is not in canonical form (lower case, words joined by '-')");
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
		if (FORBIDDEN.stream().anyMatch((forbidden) -> forbidden.equals(name) || forbidden.isAncestorOf(name))) {
			throw new InvalidOpinionException(location, "the key '" + key
					+ "' decides which configuration is loaded, and opinions come after that; it would have no effect");
		}
	}

	private Object value(String location, String key, @Nullable Object value) {
		if (value instanceof String || value instanceof Number || value instanceof Boolean) {
			return value;
		}
		throw new InvalidOpinionException(location,
				"the value of '" + key + "' is not a scalar (write a list as one comma-separated text)");
	}

	private List<String> when(String location, String key, @Nullable Object when) {
		if (when == null) {
			return List.of();
		}
		List<?> conditions = (when instanceof List<?> list) ? list : List.of(when);
		for (Object condition : conditions) {
			if (!(condition instanceof String text) || !OpinionConditions.isKnown(text)) {
				throw new InvalidOpinionException(location, "the condition '" + condition + "' of '" + key
						+ "' is unknown (known: " + OpinionConditions.KNOWN + ")");
			}
		}
		return conditions.stream().map(String::valueOf).toList();
	}

	private static Map<?, ?> map(String location, @Nullable Object content, Set<String> keys, String what) {
		if (!(content instanceof Map<?, ?> map)) {
			throw new InvalidOpinionException(location, what + " is not a map");
		}
		for (Object key : map.keySet()) {
			if (!keys.contains(String.valueOf(key))) {
				throw new InvalidOpinionException(location, what + " holds the unknown entry '" + key + "'");
			}
		}
		return map;
	}

	private static String text(String location, Map<?, ?> map, String key) {
		if (map.get(key) instanceof String text && !text.isBlank()) {
			return text;
		}
		throw new InvalidOpinionException(location, "the entry '" + key + "' is missing or not a text in " + map);
	}

}
