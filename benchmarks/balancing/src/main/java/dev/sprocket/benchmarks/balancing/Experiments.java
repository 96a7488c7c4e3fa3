// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.balancing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.sprocket.benchmarks.balancing.Experiment.Illness;

/**
 * Runs every experiment with every policy, one after another, and prints a report in
 * Markdown; the picture goes to the file that {@code sprocket.benchmarks.picture} names.
 */
public final class Experiments {

	private static final List<String> POLICIES = List.of("round_robin", "least_request_experimental", "p2c_ewma");

	private Experiments() {
	}

	/**
	 * Run all.
	 * @param args ignored
	 * @throws Exception the run is worthless
	 */
	public static void main(String[] args) throws Exception {
		boolean small = "small".equals(System.getProperty("sprocket.scale"));
		int seconds = small ? 1 : 60;
		System.out.print(run(seconds, small ? 100 : 1000));
	}

	private static String run(int seconds, int rate) throws Exception {
		List<Outcome> slow = outcomes(new Experiment("one of eleven takes 2 s", Illness.SLOW, seconds, rate));
		List<Outcome> hole = outcomes(new Experiment("one of eleven fails in 1 ms", Illness.FAILING, seconds, rate));
		String picture = System.getProperty("sprocket.benchmarks.picture");
		if (picture != null) {
			write(Path.of(picture), slow, hole);
		}
		return table("One of 11 servers takes 2 s instead of 167 ms for half of the run", slow)
				+ table("One of 11 servers fails in 1 ms for half of the run", hole);
	}

	private static List<Outcome> outcomes(Experiment experiment) throws Exception {
		List<Outcome> outcomes = new ArrayList<>();
		for (String policy : POLICIES) {
			outcomes.add(Run.of(experiment, policy));
		}
		return outcomes;
	}

	private static String table(String title, List<Outcome> outcomes) {
		StringBuilder table = new StringBuilder("\n" + title + ":\n\n"
				+ "| policy | calls | well within 1 s % | errors % | p50 ms | p99 ms | p99.9 ms |\n"
				+ "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
		outcomes.forEach((outcome) -> table.append(row(outcome)));
		return table.toString();
	}

	private static String row(Outcome outcome) {
		return String.format(Locale.ROOT, "| %s | %,d | %.2f | %.3f | %.0f | %.0f | %.0f |%n", outcome.policy(),
				outcome.count(), outcome.withinASecond() * 100, outcome.errors() * 100, outcome.millis(0.5),
				outcome.millis(0.99), outcome.millis(0.999));
	}

	private static void write(Path picture, List<Outcome> slow, List<Outcome> hole) throws IOException {
		Files.writeString(picture,
				new Picture().panel("one of 11 servers takes 2 s from a quarter to three quarters", slow)
					.panel("one of 11 servers fails in 1 ms from a quarter to three quarters", hole)
					.svg());
	}

}
