// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.balancing;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Draws, second by second, how many calls were answered well within a second.
 */
final class Picture {

	private static final int WIDTH = 760;

	private static final int HEIGHT = 150;

	private static final int LEFT = 60;

	private static final int PANEL = 230;

	/** The least share that is drawn; a worse one lies on the floor. */
	private static final double FLOOR = 0.80;

	private final StringBuilder panels = new StringBuilder();

	private int drawn;

	Picture panel(String title, List<Outcome> outcomes) {
		int top = 40 + this.drawn++ * PANEL;
		text("head", LEFT, top - 14, title);
		for (int percent = (int) (FLOOR * 100); percent <= 100; percent += 5) {
			double y = y(top, percent / 100.0);
			element("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, y, LEFT + WIDTH);
			text("note end", LEFT - 6, (int) y + 4, percent + " %");
		}
		for (int number = 0; number < outcomes.size(); number++) {
			Outcome outcome = outcomes.get(number);
			element("<polyline class=\"line p%d\" points=\"%s\"/>", number, points(top, outcome.bySecond()));
			int x = LEFT + number * 300;
			element("<path class=\"line p%d\" d=\"M%d %dh22\"/>", number, x, top + HEIGHT + 22);
			text("text", x + 28, top + HEIGHT + 26,
					String.format(Locale.ROOT, "%s %.2f %%", outcome.policy(), outcome.withinASecond() * 100));
		}
		return this;
	}

	private static String points(int top, double[] shares) {
		return IntStream.range(0, shares.length)
			.mapToObj((second) -> String.format(Locale.ROOT, "%.1f,%.1f",
					LEFT + (double) WIDTH * second / Math.max(1, shares.length - 1), y(top, shares[second])))
			.collect(Collectors.joining(" "));
	}

	private static double y(int top, double share) {
		return top + HEIGHT * (1 - Math.max(share, FLOOR)) / (1 - FLOOR);
	}

	private void text(String kind, int x, int y, String text) {
		element("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>", kind, x, y, text);
	}

	private void element(String form, Object... values) {
		this.panels.append('\t').append(String.format(Locale.ROOT, form, values)).append('\n');
	}

	String svg() {
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 880 %d" role="img" aria-labelledby="title" \
				font-family="system-ui, sans-serif" font-size="13">
					<title id="title">Calls answered well within a second, by load balancing policy</title>
					<style>
						.head { fill: #1c2733; font-weight: 600 }
						.text { fill: #1c2733 }
						.note { fill: #5b6b7f; font-size: 11px }
						.end { text-anchor: end }
						.grid { stroke: #d5dce5 }
						.line { fill: none; stroke-width: 2 }
						.p0 { stroke: #a8750b }
						.p1 { stroke: #5b6b7f }
						.p2 { stroke: #2f7d42; stroke-width: 2.5 }
						@media (prefers-color-scheme: dark) {
							.head, .text { fill: #e6edf5 }
							.note { fill: #9fb0c3 }
							.grid { stroke: #34404e }
							.p0 { stroke: #e0b252 }
							.p1 { stroke: #8fa3ba }
							.p2 { stroke: #6cc283 }
						}
					</style>
				%s</svg>
				""".formatted(30 + this.drawn * PANEL, this.panels);
	}

}
