// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class OpinionsTests {

	@Test
	void whenAnOpinionNamesAKeyThenThatKeyExists() throws IOException {
		Set<String> known = new HashSet<>();
		Set<String> maps = new HashSet<>();
		for (URL url : OpinionFiles.resources("META-INF/spring-configuration-metadata.json")) {
			try (InputStream in = url.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(in).get("properties")) {
					if (!property.has("deprecation")) {
						known.add(property.get("name").asString());
					}
					if (property.path("type").asString().startsWith("java.util.Map")) {
						maps.add(property.get("name").asString() + ".");
					}
				}
			}
		}
		assertThat(OpinionFiles.opinions()).isNotEmpty()
			.allSatisfy((opinion) -> assertThat(opinion.get("key").toString())
				.matches((key) -> known.contains(key) || maps.stream().anyMatch(key::startsWith), "is documented"));
	}

	@Test
	void whenAnOpinionIsHeldThenItHasAReason() throws IOException {
		assertThat(OpinionFiles.opinions()).hasSizeGreaterThanOrEqualTo(24)
			.allSatisfy((opinion) -> assertThat(opinion.get("reason").toString()).hasSizeGreaterThan(20));
	}

}
