// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import org.junit.jupiter.api.Nested;

/**
 * The conformance suite: a backend that passes it does what the engine expects. Extend
 * it, say with which harness, and run it as a test: <pre>
 * class MyConformanceTests extends BackendConformanceTests {
 *
 *     &#064;Override
 *     protected BackendHarness createHarness() {
 *         return new MyHarness();
 *     }
 *
 * }
 * </pre> A test of the suite is an item of the checklist, named by it; what a backend
 * does not declare is skipped with the reason, and that it is refused in words is tested
 * instead. The result of a run is left in {@code target/conformance}, by item. The system
 * property {@code sprocket.scale}, {@code small} or {@code full}, says how much is sent.
 */
public abstract class BackendConformanceTests extends Suite {

	@Nested
	class Delivery extends DeliveryConformanceTests {

	}

	@Nested
	class Expiry extends ExpiryConformanceTests {

	}

	@Nested
	class Content extends ContentConformanceTests {

	}

	@Nested
	class Foreign extends ForeignConformanceTests {

	}

	@Nested
	class CloudEvent extends CloudEventConformanceTests {

	}

	@Nested
	class Claims extends ClaimCheckConformanceTests {

	}

	@Nested
	class Ordering extends OrderingConformanceTests {

	}

	@Nested
	class Lane extends LaneConformanceTests {

	}

	@Nested
	class ParkKey extends ParkKeyConformanceTests {

	}

	@Nested
	class ParkedRedrive extends ParkedRedriveConformanceTests {

	}

	@Nested
	class Acknowledgment extends AcknowledgmentConformanceTests {

	}

	@Nested
	class Lease extends LeaseConformanceTests {

	}

	@Nested
	class Retry extends RetryConformanceTests {

	}

	@Nested
	class Backoff extends BackoffConformanceTests {

	}

	@Nested
	class DeadLetter extends DeadLetterConformanceTests {

	}

	@Nested
	class DeadLetterHeader extends DeadLetterHeaderConformanceTests {

	}

	@Nested
	class MassFailure extends MassFailureConformanceTests {

	}

	@Nested
	class Redrive extends RedriveConformanceTests {

	}

	@Nested
	class Delay extends DelayConformanceTests {

	}

	@Nested
	class Group extends GroupConformanceTests {

	}

	@Nested
	class Flow extends FlowConformanceTests {

	}

	@Nested
	class Progress extends ProgressConformanceTests {

	}

	@Nested
	class Drain extends DrainConformanceTests {

	}

	@Nested
	class Shutdown extends ShutdownConformanceTests {

	}

	@Nested
	class Reconnect extends ReconnectConformanceTests {

	}

	@Nested
	class Restart extends RestartConformanceTests {

	}

	@Nested
	class Batch extends BatchConformanceTests {

	}

	@Nested
	class Transaction extends TransactionConformanceTests {

	}

	@Nested
	class Inbox extends InboxConformanceTests {

	}

}
