// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.Support;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Group R of the conformance suite, as far as it asks the backend: what waits, since
 * when, and whether a subscription gets anywhere.
 */
abstract class ProgressConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("R4 how many messages wait and since when can be read, those in hand included")
	@Requires(Capability.LAG)
	void r4LagTellsWhatWaits() {
		Instance instance = start();
		Subscription subscription = instance.subscribe(spec("g"), recorder());
		subscription.pause();
		Instant before = harness().clock().instant();
		publish(instance, 3);
		// what was fetched in the moment of the pause is given back
		patience().until("three messages", harness(),
				() -> subscription.lag().messages() == 3 && List.of(-1L, 3L).contains(subscription.lag().due()));
		Lag lag = subscription.lag();
		if (lag.oldest() != null) {
			assertThat(lag.oldest()).isBetween(before.minusMillis(1), harness().clock().instant());
		}
		subscription.resume();
		patience().until("nothing that waits", harness(), () -> subscription.lag().messages() == 0);
		assertThat(subscription.lag().oldest()).isNull();
	}

	@Test
	@DisplayName("R4 a delayed message waits and is not due")
	@Requires(Capability.LAG)
	void r4DelayedMessageIsNotDue() {
		Assumptions.assumeTrue(capabilities().of(Capability.DELAYED_DELIVERY) != Support.NONE,
				() -> harness().name() + " does not declare DELAYED_DELIVERY");
		Instance instance = start();
		Subscription subscription = instance.subscribe(spec("g"), recorder());
		instance.publish(message("later").deliverAfter(beats(1000)));
		// where a receiver hides what came too early, it is due until then
		patience().until("one message that is not due", harness(), () -> isLater(subscription.lag()));
		assertThat(subscription.lag().due()).isIn(-1L, 0L);
		assertThat(subscription.lag().oldest()).isNull();
	}

	private static boolean isLater(Lag lag) {
		return lag.messages() == 1 && lag.due() <= 0;
	}

	@Test
	@DisplayName("R5 a subscription that settles nothing while messages wait says so until it does")
	void r5StalledSubscriptionSaysSo() {
		Instance instance = start(new FaultyBackend(open()),
				(builder) -> builder.lagInterval(beats(0.5)).progressTimeout(beats(3)));
		Gate gate = gate();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> gate.pass());
		Subscription subscription = instance.subscribe(spec("g"), handler);
		publish(instance, 1);
		handler.await(1);
		patience().until("the subscription to be stalled", harness(),
				() -> subscription.status().stalledSince() != null);
		gate.open();
		patience().until("the subscription to go on", harness(), () -> subscription.status().stalledSince() == null);
		neverMore(handler, 1);
	}

}
