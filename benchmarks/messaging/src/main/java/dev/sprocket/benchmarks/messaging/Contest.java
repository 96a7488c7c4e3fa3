// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Lets contestants take turns in one run, so that a slow minute of the machine hits all
 * of them. A ratio is taken inside a round, against the reference of the same round; what
 * counts is its median.
 */
final class Contest {

	private final List<Entry> entries = new ArrayList<>();

	/**
	 * Begin a contest.
	 * @param reference name of the contestant that all are compared with
	 * @param contestant how it works
	 */
	Contest(String reference, Contestant contestant) {
		add(reference, contestant);
	}

	Contest add(String name, Contestant contestant) {
		this.entries.add(new Entry(name, contestant, new ArrayList<>()));
		return this;
	}

	Contest run(Scale scale) throws Exception {
		List<Entry> inTurn = new ArrayList<>(this.entries);
		for (int round = -scale.warmUps(); round < scale.rounds(); round++) {
			for (Entry entry : inTurn) {
				Outcome outcome = entry.contestant().round();
				if (round >= 0) {
					entry.outcomes().add(outcome);
				}
			}
			Collections.rotate(inTurn, -1);
		}
		return this;
	}

	String table() {
		Entry reference = this.entries.get(0);
		StringBuilder table = new StringBuilder("""
				| contestant | msg/s min | median | max | × %s | range | CPU µs/msg |
				|---|---:|---:|---:|---:|---:|---:|
				""".formatted(reference.name()));
		for (Entry entry : this.entries) {
			Spread rate = entry.spread(Outcome::perSecond);
			Spread ratio = entry.ratioTo(reference);
			table.append(String.format(Locale.ROOT, "| %s | %,.0f | %,.0f | %,.0f | **%.2f** | %.2f-%.2f | %.1f |%n",
					entry.name(), rate.min(), rate.median(), rate.max(), ratio.median(), ratio.min(), ratio.max(),
					entry.spread(Outcome::cpuMicrosPerMessage).median()));
		}
		return table.toString();
	}

	/**
	 * A contestant and what it did.
	 *
	 * @param name its name
	 * @param contestant how it works
	 * @param outcomes one for each counted round
	 */
	private record Entry(String name, Contestant contestant, List<Outcome> outcomes) {

		Spread spread(ToDoubleFunction<Outcome> figure) {
			return Spread.of(this.outcomes.stream().map(figure::applyAsDouble).toList());
		}

		Spread ratioTo(Entry reference) {
			List<Double> ratios = new ArrayList<>();
			for (int round = 0; round < this.outcomes.size(); round++) {
				ratios.add(this.outcomes.get(round).perSecond() / reference.outcomes().get(round).perSecond());
			}
			return Spread.of(ratios);
		}

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
