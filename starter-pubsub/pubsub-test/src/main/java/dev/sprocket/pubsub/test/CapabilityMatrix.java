// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

/**
 * Prints the capability matrix as Markdown from what runs of the conformance suite left
 * in {@code target/conformance}.
 */
public final class CapabilityMatrix {

	private static final Comparator<String> ITEM_ORDER = Comparator
		.comparing((String item) -> item.replaceAll("[0-9]+", ""))
		.thenComparing((item) -> Integer.parseInt(item.replaceAll("[^0-9]+", "0")));

	private CapabilityMatrix() {
	}

	/**
	 * Print the matrix.
	 * @param arguments folders with the files of the runs
	 * @throws IOException a folder cannot be read
	 */
	public static void main(String[] arguments) throws IOException {
		List<Run> runs = new ArrayList<>();
		for (String folder : arguments) {
			runs.addAll(read(Path.of(folder)));
		}
		System.out.print(render(runs));
	}

	static String render(List<Run> runs) {
		return table("capability", runs, Run::capabilities, Comparator.naturalOrder()) + "\n"
				+ table("item", runs, Run::items, ITEM_ORDER);
	}

	private static List<Run> read(Path folder) throws IOException {
		JsonMapper mapper = JsonMapper.builder().build();
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter((file) -> file.toString().endsWith(".json"))
				.sorted()
				.map((file) -> mapper.readValue(file, Run.class))
				.toList();
		}
	}

	private static String table(String title, List<Run> runs, Function<Run, Map<String, String>> column,
			Comparator<String> order) {
		TreeSet<String> keys = new TreeSet<>(order);
		runs.forEach((run) -> keys.addAll(column.apply(run).keySet()));
		StringBuilder table = new StringBuilder(row(title, runs.stream().map(Run::backend).toList()));
		table.append(row("---", runs.stream().map((run) -> "---").toList()));
		for (String key : keys) {
			table.append(row(key, runs.stream().map((run) -> column.apply(run).getOrDefault(key, "")).toList()));
		}
		return table.toString();
	}

	private static String row(String first, List<String> cells) {
		return "| " + first + " | " + String.join(" | ", cells) + " |\n";
	}

	/**
	 * What one run of the suite found.
	 *
	 * @param backend the backend
	 * @param capabilities what it declares
	 * @param items which items it passed
	 */
	record Run(String backend, Map<String, String> capabilities, Map<String, String> items) {

	}

}
