// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An example of a delivery.
 *
 * @param id depends on the file alone
 * @param event the name of the event
 * @param body the payload
 */
record Example(String id, String event, byte[] body) {

	/**
	 * Read a file of examples: {@code [{"name":"push","examples":[{…}, …]}, …]}, the
	 * shape of GitHub's own description of its webhooks.
	 * @param file the file
	 * @param json reads it
	 * @return the examples in their order
	 */
	static List<Example> read(Path file, JsonMapper json) {
		List<Example> examples = new ArrayList<>();
		for (Event event : json.readValue(file, Event[].class)) {
			for (JsonNode payload : event.examples()) {
				byte[] body = json.writeValueAsBytes(payload);
				examples.add(new Example(idOf(examples.size(), event.name(), body), event.name(), body));
			}
		}
		return examples;
	}

	private static String idOf(int number, String event, byte[] body) {
		String content = number + " " + event + " " + new String(body, StandardCharsets.UTF_8);
		return UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8)).toString();
	}

	/**
	 * An event and its examples.
	 *
	 * @param name the name of the event
	 * @param examples payloads
	 */
	private record Event(String name, List<JsonNode> examples) {

	}

}
