// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

/**
 * JSON pointers (RFC 6901) to fields of messages.
 */
final class JsonPointers {

	private JsonPointers() {
	}

	/**
	 * Return the pointer for a path as {@code google.rpc.BadRequest} has it.
	 * @param path such as {@code book.published_at} or {@code books[2].title}
	 * @return the pointer, such as {@code /book/publishedAt}
	 */
	static String ofFieldPath(String path) {
		StringBuilder pointer = new StringBuilder();
		for (String step : path.split("[.\\[\\]]+")) {
			if (!step.isEmpty()) {
				pointer.append('/').append(escape(jsonName(step)));
			}
		}
		return pointer.toString();
	}

	static String append(String pointer, String step) {
		return pointer + "/" + escape(step);
	}

	private static String escape(String step) {
		return step.replace("~", "~0").replace("/", "~1");
	}

	private static String jsonName(String name) {
		StringBuilder json = new StringBuilder(name.length());
		boolean upper = false;
		for (char character : name.toCharArray()) {
			if (character != '_') {
				json.append(upper ? Character.toUpperCase(character) : character);
			}
			upper = character == '_';
		}
		return json.toString();
	}

}
