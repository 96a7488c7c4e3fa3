// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

/**
 * A user's own work during the stop: runs after requests, calls and messages have
 * drained, while clients, publishers and data sources still work. Declare a bean; hooks
 * run in order, each is named in the stop report.
 */
@FunctionalInterface
public interface StopHook {

	/**
	 * Do the work.
	 * @param deadline when the plan goes on without it
	 * @throws Exception reported; the stop goes on
	 */
	void onStop(Deadline deadline) throws Exception;

}
