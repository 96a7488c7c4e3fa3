// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

/**
 * Makes the harness of a backend. Extend it with a default method, so that each part of
 * the suite is one line.
 */
public interface HarnessFactory {

	/**
	 * Create the harness; called before each test, closed after it.
	 * @return the harness
	 * @throws Exception the test fails
	 */
	BackendHarness createHarness() throws Exception;

}
