// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A table as a page shows it.
 */
final class MarkdownTable {

	private final StringBuilder text = new StringBuilder();

	MarkdownTable(List<String> titles) {
		row(titles);
		row(Collections.nCopies(titles.size(), "---"));
	}

	MarkdownTable row(List<String> cells) {
		this.text.append("| ")
			.append(String.join(" | ", cells.stream().map((cell) -> cell.replace("|", "\\|")).toList()))
			.append(" |\n");
		return this;
	}

	static String code(Object value) {
		return "`" + value + "`";
	}

	/**
	 * Read back the rows of a table, titles first.
	 * @param text what contains the table
	 * @return its cells
	 */
	static List<List<String>> parse(String text) {
		return text.lines()
			.filter((line) -> line.startsWith("|") && !line.startsWith("| ---"))
			.map((line) -> Arrays.stream(line.substring(1, line.length() - 1).split("\\|")).map(String::trim).toList())
			.toList();
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
