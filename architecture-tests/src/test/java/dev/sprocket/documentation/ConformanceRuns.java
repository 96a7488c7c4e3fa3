// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.springframework.boot.json.JsonParserFactory;

/**
 * What the runs of the conformance suite found in this build, over what the page has of
 * backends and items that were not run.
 */
final class ConformanceRuns {

	private static final Comparator<String> ITEM_ORDER = Comparator
		.comparing((String item) -> item.replaceAll("[0-9]+", ""))
		.thenComparing((item) -> Integer.parseInt("0" + item.replaceAll("[^0-9]+", "")));

	private final List<Map<String, Object>> runs;

	private ConformanceRuns(List<Map<String, Object>> runs) {
		this.runs = runs;
	}

	static ConformanceRuns in(Path root) {
		List<Map<String, Object>> runs = new ArrayList<>();
		try (Stream<Path> modules = Files.list(root.resolve("starter-pubsub"))) {
			for (Path folder : modules.map((module) -> module.resolve("target/conformance")).sorted().toList()) {
				if (Files.isDirectory(folder)) {
					runs.addAll(read(folder));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new ConformanceRuns(runs);
	}

	private static List<Map<String, Object>> read(Path folder) throws IOException {
		List<Map<String, Object>> runs = new ArrayList<>();
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.filter(ConformanceRuns::isBackend).sorted().toList()) {
				runs.add(JsonParserFactory.getJsonParser().parseMap(Files.readString(file)));
			}
		}
		return runs;
	}

	/** Some backends only have powers taken away, to test the engine. */
	private static boolean isBackend(Path file) {
		String name = file.getFileName().toString();
		return name.endsWith(".json") && !name.endsWith("-bare.json") && !name.endsWith("-counting.json");
	}

	String capabilities(String known) {
		return table("capability", known, "capabilities", Comparator.naturalOrder());
	}

	String items(String known) {
		return table("item", known, "items", ITEM_ORDER);
	}

	private String table(String title, String known, String part, Comparator<String> order) {
		SortedMap<String, Map<String, String>> columns = columns(known);
		this.runs.forEach((run) -> ((Map<?, ?>) run.get(part))
			.forEach((key, value) -> columns.computeIfAbsent(run.get("backend").toString(), (name) -> new HashMap<>())
				.put(key.toString(), value.toString())));
		SortedSet<String> rows = new TreeSet<>(order);
		columns.values().forEach((column) -> rows.addAll(column.keySet()));
		List<String> titles = new ArrayList<>(List.of(title));
		titles.addAll(columns.keySet());
		MarkdownTable table = new MarkdownTable(titles);
		for (String key : rows) {
			List<String> cells = new ArrayList<>(List.of(key));
			columns.values().forEach((column) -> cells.add(column.getOrDefault(key, "")));
			table.row(cells);
		}
		return table.toString();
	}

	private static SortedMap<String, Map<String, String>> columns(String known) {
		SortedMap<String, Map<String, String>> columns = new TreeMap<>();
		List<List<String>> rows = MarkdownTable.parse(known);
		for (int column = 1; !rows.isEmpty() && column < rows.get(0).size(); column++) {
			Map<String, String> cells = new HashMap<>();
			for (List<String> row : rows.subList(1, rows.size())) {
				cells.put(row.get(0), row.get(column));
			}
			columns.put(rows.get(0).get(column), cells);
		}
		return columns;
	}

}
