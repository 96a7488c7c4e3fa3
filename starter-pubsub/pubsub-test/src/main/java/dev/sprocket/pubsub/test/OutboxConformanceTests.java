// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import org.junit.jupiter.api.Nested;

/**
 * Groups H and P of the conformance suite alone, delays and transactions, for an outbox
 * that relays to a backend which passes {@link BackendConformanceTests} by itself.
 */
public abstract class OutboxConformanceTests {

	/**
	 * Create the harness; called before each test, closed after it.
	 * @return the harness, with {@link BackendHarness#transactions()}
	 * @throws Exception the test fails
	 */
	protected abstract BackendHarness createHarness() throws Exception;

	@Nested
	class Transaction extends TransactionConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return OutboxConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Inbox extends InboxConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return OutboxConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Delay extends DelayConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return OutboxConformanceTests.this.createHarness();
		}

	}

}
