// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.test;

import org.junit.jupiter.api.Nested;

/**
 * The conformance suite: a registry that passes it does what the framework expects.
 * Extend it, say with which harness, and run it as a test: <pre>
 * class MyConformanceTests extends RegistryConformanceTests {
 *
 *     &#064;Override
 *     protected RegistryHarness createHarness() {
 *         return new MyHarness();
 *     }
 *
 * }
 * </pre> What a registry does not declare is skipped with the reason.
 */
public abstract class RegistryConformanceTests {

	/**
	 * Create the harness; called before each test, closed after it.
	 * @return the harness
	 * @throws Exception the test fails
	 */
	protected abstract RegistryHarness createHarness() throws Exception;

	@Nested
	class Lookup extends LookupConformanceTests {

		@Override
		RegistryHarness createHarness() throws Exception {
			return RegistryConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Registration extends RegistrationConformanceTests {

		@Override
		RegistryHarness createHarness() throws Exception {
			return RegistryConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Watch extends WatchConformanceTests {

		@Override
		RegistryHarness createHarness() throws Exception {
			return RegistryConformanceTests.this.createHarness();
		}

	}

}
