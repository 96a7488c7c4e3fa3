// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;

/**
 * What the reference says of metrics, and which attributes they and the spans have.
 *
 * @param metrics the names of the metrics
 * @param rows the cells of the table of attributes
 */
record AttributeTable(Set<String> metrics, List<List<String>> rows) {

	private static final Pattern METRIC = Pattern.compile("`((messaging|sprocket\\.pubsub)\\.[a-z.]+)`");

	static AttributeTable read() throws IOException {
		Path page = Path.of(System.getProperty("sprocket.root", "../..")).resolve("docs/reference/pubsub.md");
		List<String> lines = Files.readAllLines(page);
		Set<String> metrics = rows(lines, "| metric |").stream()
			.flatMap((row) -> names(row.get(0)).stream())
			.collect(Collectors.toCollection(TreeSet::new));
		return new AttributeTable(metrics, rows(lines, "| attribute |"));
	}

	private static List<List<String>> rows(List<String> page, String head) {
		return page.stream()
			.dropWhile((line) -> !line.startsWith(head))
			.skip(2)
			.takeWhile((line) -> line.startsWith("|"))
			.map((line) -> Arrays.stream(line.substring(1).split("\\|")).map(String::trim).toList())
			.toList();
	}

	private static Set<String> names(String cell) {
		return METRIC.matcher(cell).results().map((name) -> name.group(1)).collect(Collectors.toSet());
	}

	Set<String> ofPublishSpans() {
		return attributes(1);
	}

	Set<String> ofProcessSpans() {
		return attributes(2);
	}

	private Set<String> attributes(int column) {
		return this.rows.stream()
			.filter((row) -> !row.get(column).isEmpty())
			.map(AttributeTable::attribute)
			.collect(Collectors.toSet());
	}

	private static String attribute(List<String> row) {
		return row.get(0).replace("`", "");
	}

	/**
	 * Return which attributes the page says that each metric has.
	 * @return by name of the metric
	 */
	Map<String, Set<String>> ofMetrics() {
		Map<String, Set<String>> attributes = new TreeMap<>();
		for (String metric : this.metrics) {
			attributes.put(metric,
					this.rows.stream()
						.filter((row) -> applies(row.get(3), metric))
						.map(AttributeTable::attribute)
						.collect(Collectors.toSet()));
		}
		return attributes;
	}

	private static boolean applies(String cell, String metric) {
		return cell.startsWith("all") != names(cell).contains(metric);
	}

	static Map<String, Set<String>> ofMeters(MeterRegistry registry) {
		Map<String, Set<String>> attributes = new TreeMap<>();
		for (Meter meter : registry.getMeters()) {
			if (METRIC.matcher("`" + meter.getId().getName() + "`").matches()) {
				attributes.computeIfAbsent(meter.getId().getName(), (name) -> new TreeSet<>())
					.addAll(meter.getId().getTags().stream().map(Tag::getKey).toList());
			}
		}
		return attributes;
	}

}
