// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

/**
 * Tests of one backend, in parts that are nested in it.
 */
abstract class Suite {

	/**
	 * Create the harness; called before each test, closed after it.
	 * @return the harness
	 * @throws Exception the test fails
	 */
	protected abstract BackendHarness createHarness() throws Exception;

}
