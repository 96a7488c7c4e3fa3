// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.lifecycle.DrainResult;
import dev.sprocket.lifecycle.LifecycleParticipant;

/**
 * Several engines as one participant of the stop.
 *
 * @param engines the engines
 */
record RoutingLifecycle(List<LifecycleParticipant> engines) implements LifecycleParticipant {

	@Override
	public String name() {
		return "pubsub";
	}

	@Override
	public void stopIntake() {
		this.engines.forEach(LifecycleParticipant::stopIntake);
	}

	@Override
	public DrainResult drain(Deadline deadline) {
		List<@Nullable DrainResult> results = new ArrayList<>();
		this.engines.forEach((engine) -> results.add(engine.drain(deadline)));
		return new DrainResult("messages", sum(results, DrainResult::drained), sum(results, DrainResult::released),
				sum(results, DrainResult::abandoned));
	}

	private static long sum(List<@Nullable DrainResult> results, ToLongFunction<DrainResult> count) {
		long sum = 0;
		for (DrainResult result : results) {
			sum += (result != null) ? count.applyAsLong(result) : 0;
		}
		return sum;
	}

	@Override
	public void flush(Deadline deadline) {
		this.engines.forEach((engine) -> engine.flush(deadline));
	}

}
