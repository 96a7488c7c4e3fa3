// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the plan did to stop the process.
 *
 * @param begun when it began
 * @param took how long it took
 * @param steps the steps in their order
 * @param work what became of the work under way, by participant
 * @param problems who overran a budget or failed
 */
record StopReport(Instant begun, Duration took, List<Step> steps, List<Work> work, List<Problem> problems) {

	StopReport {
		steps = List.copyOf(steps);
		work = List.copyOf(work);
		problems = List.copyOf(problems);
	}

	/**
	 * Return whether nothing was abandoned and nobody overran or failed.
	 * @return {@code true} if there is nothing to look into
	 */
	boolean isClean() {
		return this.problems.isEmpty() && this.work.stream().allMatch((work) -> work.result().abandoned() == 0);
	}

	/**
	 * Return the report as one line.
	 * @return the line
	 */
	String describe() {
		List<String> parts = new ArrayList<>();
		parts.add("Stopped in " + seconds(this.took));
		parts.add(this.steps.stream().map(Step::describe).collect(Collectors.joining(", ")));
		this.work.forEach((work) -> parts.add(work.describe()));
		parts.add(this.problems.isEmpty() ? "no overruns"
				: this.problems.stream().map(Problem::describe).collect(Collectors.joining(", ")));
		return String.join("; ", parts);
	}

	static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
	}

	/**
	 * One step.
	 *
	 * @param name the name of the step
	 * @param took how long it took
	 */
	record Step(String name, Duration took) {

		String describe() {
			return this.name + " " + seconds(this.took);
		}

	}

	/**
	 * What became of the work of one participant.
	 *
	 * @param participant its name
	 * @param result the counts
	 */
	record Work(String participant, DrainResult result) {

		String describe() {
			return "%s: %d %s drained, %d released, %d abandoned".formatted(this.participant, this.result.drained(),
					this.result.unit(), this.result.released(), this.result.abandoned());
		}

	}

	/**
	 * One thing that went wrong.
	 *
	 * @param step the step
	 * @param participant the participant or hook
	 * @param detail what happened
	 */
	record Problem(String step, String participant, String detail) {

		String describe() {
			return this.participant + " " + this.detail + " in " + this.step;
		}

	}

}
