// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.util.Map;
import java.util.TreeMap;

/**
 * Runs one benchmark by its name and prints a report in Markdown.
 */
public final class Benchmarks {

	private static final Map<String, Benchmark> ALL = new TreeMap<>(Map.of("publish-sqlite", PublishSqlite::run,
			"receive-sqlite", ReceiveSqlite::run, "memory", MemoryEngine::run, "backlog-heap", BacklogHeap::run));

	private Benchmarks() {
	}

	/**
	 * Run a benchmark.
	 * @param args its name
	 * @throws Exception the run is worthless
	 */
	public static void main(String[] args) throws Exception {
		if (args.length != 1) {
			throw new IllegalArgumentException("Name one of " + ALL.keySet());
		}
		System.out.println(report(args[0], Scale.current()));
	}

	static String report(String name, Scale scale) throws Exception {
		Benchmark benchmark = ALL.get(name);
		if (benchmark == null) {
			throw new IllegalArgumentException("There is no benchmark '" + name + "', name one of " + ALL.keySet());
		}
		String machine = Machine.description("benchmarks/run " + name);
		return "# " + name + "\n\n" + machine + "- " + scale + "\n\n" + benchmark.run(scale);
	}

	/**
	 * Measures something.
	 */
	@FunctionalInterface
	private interface Benchmark {

		String run(Scale scale) throws Exception;

	}

}
