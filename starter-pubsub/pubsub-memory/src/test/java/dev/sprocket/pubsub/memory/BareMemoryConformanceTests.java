// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import org.junit.jupiter.api.Nested;

import dev.sprocket.pubsub.test.AcknowledgmentConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.DeadLetterConformanceTests;
import dev.sprocket.pubsub.test.DelayConformanceTests;
import dev.sprocket.pubsub.test.DeliveryConformanceTests;
import dev.sprocket.pubsub.test.GroupConformanceTests;
import dev.sprocket.pubsub.test.HarnessFactory;
import dev.sprocket.pubsub.test.LeaseConformanceTests;
import dev.sprocket.pubsub.test.OrderingConformanceTests;
import dev.sprocket.pubsub.test.RetryConformanceTests;
import dev.sprocket.pubsub.test.ShutdownConformanceTests;

class BareMemoryConformanceTests {

	@Nested
	class Delivery extends DeliveryConformanceTests implements OnBareMemory {

	}

	@Nested
	class Ordering extends OrderingConformanceTests implements OnBareMemory {

	}

	@Nested
	class Acknowledgment extends AcknowledgmentConformanceTests implements OnBareMemory {

	}

	@Nested
	class Lease extends LeaseConformanceTests implements OnBareMemory {

	}

	@Nested
	class Retry extends RetryConformanceTests implements OnBareMemory {

	}

	@Nested
	class DeadLetter extends DeadLetterConformanceTests implements OnBareMemory {

	}

	@Nested
	class Delay extends DelayConformanceTests implements OnBareMemory {

	}

	@Nested
	class Group extends GroupConformanceTests implements OnBareMemory {

	}

	@Nested
	class Shutdown extends ShutdownConformanceTests implements OnBareMemory {

	}

	interface OnBareMemory extends HarnessFactory {

		@Override
		default BackendHarness createHarness() {
			return new BareMemoryHarness();
		}

	}

}
