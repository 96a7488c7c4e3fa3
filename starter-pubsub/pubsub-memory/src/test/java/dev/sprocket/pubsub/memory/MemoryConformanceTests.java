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
import dev.sprocket.pubsub.test.HarnessFactory;
import dev.sprocket.pubsub.test.InboxConformanceTests;
import dev.sprocket.pubsub.test.LeaseConformanceTests;
import dev.sprocket.pubsub.test.OrderingConformanceTests;
import dev.sprocket.pubsub.test.RetryConformanceTests;
import dev.sprocket.pubsub.test.ShutdownConformanceTests;
import dev.sprocket.pubsub.test.TransactionConformanceTests;

class MemoryConformanceTests {

	@Nested
	class Delivery extends DeliveryConformanceTests implements OnMemory {

	}

	@Nested
	class Content extends ContentConformanceTests implements OnMemory {

	}

	@Nested
	class Ordering extends OrderingConformanceTests implements OnMemory {

	}

	@Nested
	class Acknowledgment extends AcknowledgmentConformanceTests implements OnMemory {

	}

	@Nested
	class Lease extends LeaseConformanceTests implements OnMemory {

	}

	@Nested
	class Retry extends RetryConformanceTests implements OnMemory {

	}

	@Nested
	class DeadLetter extends DeadLetterConformanceTests implements OnMemory {

	}

	@Nested
	class Delay extends DelayConformanceTests implements OnMemory {

	}

	@Nested
	class Group extends GroupConformanceTests implements OnMemory {

	}

	@Nested
	class Shutdown extends ShutdownConformanceTests implements OnMemory {

	}

	@Nested
	class Transaction extends TransactionConformanceTests implements OnMemory {

	}

	@Nested
	class Inbox extends InboxConformanceTests implements OnMemory {

	}

	interface OnMemory extends HarnessFactory {

		@Override
		default BackendHarness createHarness() {
			return new MemoryHarness();
		}

	}

}
