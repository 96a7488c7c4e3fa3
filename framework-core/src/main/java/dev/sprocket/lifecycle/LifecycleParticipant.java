// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * Takes part in the stop of a process. Declare a bean; the plan calls every participant
 * step by step, those of one step in parallel, before any Spring {@code SmartLifecycle}
 * stops. A participant that throws or overruns its deadline is named in the stop report
 * and does not keep the others from going on.
 * <ol>
 * <li>{@link #unready()}: refuse what has not begun</li>
 * <li>{@link #deregister(Deadline)}: leave the registry</li>
 * <li>the propagation delay passes</li>
 * <li>{@link #stopIntake()}: accept and fetch nothing more</li>
 * <li>{@link #drain(Deadline)}: finish what has begun</li>
 * <li>user hooks ({@link StopHook})</li>
 * <li>{@link #flush(Deadline)}: write out what is held back</li>
 * <li>{@link #flushTelemetry(Deadline)}: write out what all of this has measured</li>
 * </ol>
 * Each method is called at most once, never two of one participant at the same time, on a
 * thread of the plan.
 */
public interface LifecycleParticipant {

	/**
	 * Return the name under which the stop report lists this participant.
	 * @return a short name such as {@code http} or {@code pubsub}
	 */
	String name();

	/**
	 * Tell callers to go elsewhere; must not block.
	 */
	default void unready() {
	}

	/**
	 * Leave the registry, so that no caller finds this instance any more.
	 * @param deadline when to give up
	 */
	default void deregister(Deadline deadline) {
	}

	/**
	 * Accept and fetch nothing more, and give back what was fetched and not started; must
	 * not wait for work under way.
	 */
	default void stopIntake() {
	}

	/**
	 * Wait for the work under way.
	 * @param deadline when to give up waiting
	 * @return what became of it, or {@code null} if there is nothing to count
	 */
	default @Nullable DrainResult drain(Deadline deadline) {
		return null;
	}

	/**
	 * Write out what is held back: acknowledgments, outbox, publishers.
	 * @param deadline when to give up
	 */
	default void flush(Deadline deadline) {
	}

	/**
	 * Write out spans and metrics, those of the stop included.
	 * @param deadline when to give up
	 */
	default void flushTelemetry(Deadline deadline) {
	}

}
