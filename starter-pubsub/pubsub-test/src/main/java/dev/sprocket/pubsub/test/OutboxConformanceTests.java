// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import org.junit.jupiter.api.Nested;

/**
 * Those parts of the conformance suite that an outbox changes, for one that relays to a
 * backend which passes {@link BackendConformanceTests} by itself: groups H and P, delays
 * and transactions, and dead letters, which it may keep.
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

	@Nested
	class DeadLetter extends DeadLetterConformanceTests {

	}

	@Nested
	class MassFailure extends MassFailureConformanceTests {

	}

	@Nested
	class Redrive extends RedriveConformanceTests {

	}

	@Nested
	class ParkKey extends ParkKeyConformanceTests {

	}

	@Nested
	class Claims extends ClaimCheckConformanceTests {

	}

	@Nested
	class CloudEvent extends CloudEventConformanceTests {

	}

}
