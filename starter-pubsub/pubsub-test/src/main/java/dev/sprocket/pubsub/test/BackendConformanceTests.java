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
 * instead. The result of a run is left in {@code target/conformance} for
 * {@link CapabilityMatrix}. The system property {@code sprocket.scale}, {@code small} or
 * {@code full}, says how much is sent.
 */
public abstract class BackendConformanceTests {

	/**
	 * Create the harness; called before each test, closed after it.
	 * @return the harness
	 * @throws Exception the test fails
	 */
	protected abstract BackendHarness createHarness() throws Exception;

	@Nested
	class Delivery extends DeliveryConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Expiry extends ExpiryConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Content extends ContentConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Foreign extends ForeignConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class CloudEvent extends CloudEventConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Claims extends ClaimCheckConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Ordering extends OrderingConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Lane extends LaneConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class ParkKey extends ParkKeyConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Acknowledgment extends AcknowledgmentConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Lease extends LeaseConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Retry extends RetryConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Backoff extends BackoffConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class DeadLetter extends DeadLetterConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class DeadLetterHeader extends DeadLetterHeaderConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class MassFailure extends MassFailureConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Redrive extends RedriveConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Delay extends DelayConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Group extends GroupConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Flow extends FlowConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Progress extends ProgressConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Drain extends DrainConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Shutdown extends ShutdownConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Reconnect extends ReconnectConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Restart extends RestartConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Batch extends BatchConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Transaction extends TransactionConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

	@Nested
	class Inbox extends InboxConformanceTests {

		@Override
		BackendHarness createHarness() throws Exception {
			return BackendConformanceTests.this.createHarness();
		}

	}

}
