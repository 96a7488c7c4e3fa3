// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

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

class MemoryConformanceTests {

	@Nested
	class Delivery extends DeliveryConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

	@Nested
	class Content extends ContentConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

	@Nested
	class Ordering extends OrderingConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

	@Nested
	class Acknowledgment extends AcknowledgmentConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

	@Nested
	class Lease extends LeaseConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

	@Nested
	class Retry extends RetryConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

	@Nested
	class DeadLetter extends DeadLetterConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

	@Nested
	class Delay extends DelayConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

	@Nested
	class Group extends GroupConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

	@Nested
	class Shutdown extends ShutdownConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

	@Nested
	class Transaction extends TransactionConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

	@Nested
	class Inbox extends InboxConformanceTests {

		@Override
		protected BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

}
