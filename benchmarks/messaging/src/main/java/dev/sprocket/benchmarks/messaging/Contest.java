// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Lets contestants take turns in one run, so that a slow minute of the machine hits all
 * of them. A ratio is taken inside a round, against the reference of the same round; what
 * counts is its median.
 */
final class Contest {

	private final Map<String, Contestant> contestants = new LinkedHashMap<>();

	private final Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();

	private final String reference;

	/**
	 * Begin a contest.
	 * @param reference name of the contestant that all are compared with
	 * @param contestant how it works
	 */
	Contest(String reference, Contestant contestant) {
		this.reference = reference;
		add(reference, contestant);
	}

	Contest add(String name, Contestant contestant) {
		this.contestants.put(name, contestant);
		this.outcomes.put(name, new ArrayList<>());
		return this;
	}

	Contest run(Scale scale) throws Exception {
		for (int round = -scale.warmUps(); round < scale.rounds(); round++) {
			for (String name : inTurn(round + scale.warmUps())) {
				Outcome outcome = this.contestants.get(name).round();
				if (round >= 0) {
					this.outcomes.get(name).add(outcome);
				}
			}
		}
		return this;
	}

	private List<String> inTurn(int round) {
		List<String> names = new ArrayList<>(this.contestants.keySet());
		Collections.rotate(names, -round);
		return names;
	}

	/**
	 * Return the ratio to the reference in messages a second.
	 * @param name the contestant
	 * @return smallest, median, largest
	 */
	Spread ratio(String name) {
		List<Double> ratios = new ArrayList<>();
		List<Outcome> own = this.outcomes.get(name);
		for (int round = 0; round < own.size(); round++) {
			ratios.add(own.get(round).perSecond() / this.outcomes.get(this.reference).get(round).perSecond());
		}
		return Spread.of(ratios);
	}

	private Spread spread(String name, ToDoubleFunction<Outcome> figure) {
		return Spread.of(this.outcomes.get(name).stream().map(figure::applyAsDouble).toList());
	}

	String table() {
		StringBuilder table = new StringBuilder("""
				| contestant | msg/s min | median | max | × %s | range | CPU µs/msg |
				|---|---:|---:|---:|---:|---:|---:|
				""".formatted(this.reference));
		for (String name : this.contestants.keySet()) {
			Spread rate = spread(name, Outcome::perSecond);
			Spread ratio = ratio(name);
			table.append(String.format(Locale.ROOT, "| %s | %,.0f | %,.0f | %,.0f | **%.2f** | %.2f-%.2f | %.1f |%n",
					name, rate.min(), rate.median(), rate.max(), ratio.median(), ratio.min(), ratio.max(),
					spread(name, Outcome::cpuMicrosPerMessage).median()));
		}
		return table.toString();
	}

	/**
	 * Smallest, middle and largest of some figures.
	 *
	 * @param min the smallest
	 * @param median the middle
	 * @param max the largest
	 */
	record Spread(double min, double median, double max) {

		static Spread of(List<Double> figures) {
			List<Double> sorted = figures.stream().sorted().toList();
			int last = sorted.size() - 1;
			double median = (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2;
			return new Spread(sorted.get(0), median, sorted.get(last));
		}

	}

}
