// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.yaml.snakeyaml.Yaml;

/**
 * The opinions on the class path.
 */
final class OpinionFiles {

	private OpinionFiles() {
	}

	static Set<String> keys() {
		try {
			Set<String> keys = new TreeSet<>();
			opinions().forEach((opinion) -> keys.add(opinion.get("key").toString()));
			return keys;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static List<Map<String, Object>> opinions() throws IOException {
		List<Map<String, Object>> all = new ArrayList<>();
		for (URL url : resources("META-INF/sprocket/opinions.yaml")) {
			try (InputStream in = url.openStream()) {
				Map<String, List<Map<String, Object>>> file = new Yaml().load(in);
				all.addAll(file.get("opinions"));
			}
		}
		return all;
	}

	static List<URL> resources(String name) throws IOException {
		return Collections.list(OpinionFiles.class.getClassLoader().getResources(name));
	}

}
