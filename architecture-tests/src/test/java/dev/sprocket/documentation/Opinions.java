// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Our opinions, from the files that the starters ship.
 */
final class Opinions {

	private Opinions() {
	}

	static List<String> starters() {
		return documents().stream().map((document) -> document.get("starter").toString()).toList();
	}

	private static List<Map<String, Object>> documents() {
		return ClassPathData.yaml("META-INF/sprocket/opinions.yaml");
	}

	/**
	 * Print the opinions of a starter.
	 * @param starter its short name
	 * @return a table
	 */
	static String table(String starter) {
		MarkdownTable table = new MarkdownTable(List.of("property", "value", "when", "reason"));
		documents().stream()
			.filter((document) -> starter.equals(document.get("starter")))
			.flatMap((document) -> ClassPathData.list(document, "opinions").stream())
			.forEach((opinion) -> table
				.row(List.of(MarkdownTable.code(opinion.get("key")), MarkdownTable.code(opinion.get("value")),
						when(opinion.get("when")), opinion.get("reason").toString())));
		return table.toString();
	}

	private static String when(@Nullable Object conditions) {
		if (conditions == null) {
			return "";
		}
		List<?> all = (conditions instanceof List<?> several) ? several : List.of(conditions);
		return all.stream().map(MarkdownTable::code).collect(Collectors.joining(" and "));
	}

}
