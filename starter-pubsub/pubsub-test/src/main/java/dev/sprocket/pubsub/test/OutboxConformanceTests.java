// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import org.junit.jupiter.api.Nested;

/**
 * Groups H and P of the conformance suite alone, delays and transactions, for an outbox
 * that relays to a backend which passes {@link BackendConformanceTests} by itself.
 */
public abstract class OutboxConformanceTests extends Suite {

	@Nested
	class Transaction extends TransactionConformanceTests {

	}

	@Nested
	class Inbox extends InboxConformanceTests {

	}

	@Nested
	class Delay extends DelayConformanceTests {

	}

}
