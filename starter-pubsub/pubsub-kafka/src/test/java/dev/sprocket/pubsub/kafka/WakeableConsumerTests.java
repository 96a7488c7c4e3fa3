// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

class WakeableConsumerTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private final Semaphore wakeups = new Semaphore(0);

	private final WakeableConsumer consumer = new WakeableConsumer(new MockConsumer<>("earliest"), this.wakeups);

	@Test
	void whenAConsumerIsWokenAndNeverWaitsThenNothingPilesUp() {
		for (int i = 0; i < 100; i++) {
			this.consumer.wakeup();
		}
		assertThat(this.wakeups.availablePermits()).isOne();
	}

	@Test
	@Timeout(60)
	void whenItWaitsAfterAWakeUpThenItReturnsAndTheNextWakeUpCountsAgain() {
		this.consumer.wakeup();
		this.consumer.await(LONG);
		this.consumer.wakeup();
		this.consumer.await(LONG);
		assertThat(this.wakeups.availablePermits()).isZero();
	}

}
