// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import org.junit.jupiter.api.Nested;

import dev.sprocket.pubsub.test.AcknowledgmentConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.ContentConformanceTests;
import dev.sprocket.pubsub.test.DeadLetterConformanceTests;
import dev.sprocket.pubsub.test.DelayConformanceTests;
import dev.sprocket.pubsub.test.DeliveryConformanceTests;
import dev.sprocket.pubsub.test.GroupConformanceTests;
import dev.sprocket.pubsub.test.InboxConformanceTests;
import dev.sprocket.pubsub.test.LeaseConformanceTests;
import dev.sprocket.pubsub.test.OrderingConformanceTests;
import dev.sprocket.pubsub.test.RetryConformanceTests;
import dev.sprocket.pubsub.test.ShutdownConformanceTests;
import dev.sprocket.pubsub.test.TransactionConformanceTests;

/**
 * Every group of the conformance suite on one database.
 */
abstract class DatabaseConformance {

	abstract BackendHarness create() throws Exception;

	@Nested
	class Delivery extends DeliveryConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

	@Nested
	class Content extends ContentConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

	@Nested
	class Ordering extends OrderingConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

	@Nested
	class Acknowledgment extends AcknowledgmentConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

	@Nested
	class Lease extends LeaseConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

	@Nested
	class Retry extends RetryConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

	@Nested
	class DeadLetter extends DeadLetterConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

	@Nested
	class Delay extends DelayConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

	@Nested
	class Group extends GroupConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

	@Nested
	class Shutdown extends ShutdownConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

	@Nested
	class Transaction extends TransactionConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

	@Nested
	class Inbox extends InboxConformanceTests {

		@Override
		public BackendHarness createHarness() throws Exception {
			return create();
		}

	}

}
