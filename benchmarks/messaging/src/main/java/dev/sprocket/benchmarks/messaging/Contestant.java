// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

/**
 * One way to do the same work.
 */
@FunctionalInterface
interface Contestant {

	/**
	 * Begin from nothing, do the work, clean up.
	 * @return the measured part
	 * @throws Exception the run is worthless
	 */
	Outcome round() throws Exception;

}
