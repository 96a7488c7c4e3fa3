// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.Meters.SubscriptionMeters;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of settlements that a backend does not carry out.
 */
class SettlerTests {

	private final SteppingClock clock = new SteppingClock();

	private final RecordingReceiver receiver = new RecordingReceiver(this.clock);

	private final Outstanding outstanding = new Outstanding();

	private final Agenda agenda = new Agenda();

	private final HandlerQueue queue = Queues.single(Ordering.NONE, 4);

	private final Settler settler = new Settler("test", this.clock, this.outstanding, this.queue, this.agenda,
			SubscriptionMeters.NONE);

	@Test
	void whenTheBackendFailsInAWayOfItsOwnThenAllIsSettledLater() {
		List<Attempt> attempts = List.of(Queues.attempt(this.queue, 1, null), Queues.attempt(this.queue, 2, null));
		for (Attempt attempt : attempts) {
			this.outstanding.add(attempt);
			this.settler.add(new Settlement.Ack(attempt.delivery()), attempt);
		}
		this.receiver.errors = 1;
		assertThat(this.settler.flush(this.receiver)).isZero();
		assertThat(this.outstanding.all()).containsExactlyElementsOf(attempts);
		runAgenda();
		assertThat(this.settler.flush(this.receiver)).isEqualTo(2);
		assertThat(this.outstanding.isEmpty()).isTrue();
	}

	@Test
	void whenAMessageCannotBeGivenBackThenItIsUnreleasedUntilItIs() {
		Attempt attempt = Queues.attempt(this.queue, 1, null);
		this.outstanding.add(attempt);
		this.settler.add(new Settlement.Release(attempt.delivery(), Duration.ZERO, false), attempt);
		this.receiver.errors = 1;
		this.settler.flush(this.receiver);
		assertThat(this.settler.hasUnreleased()).isTrue();
		runAgenda();
		assertThat(this.settler.flush(this.receiver)).as("settled").isZero();
		assertThat(this.settler.hasUnreleased()).isFalse();
		assertThat(this.outstanding.isEmpty()).isTrue();
	}

	@Test
	void whenALeaseCannotBeExtendedAsFarAsAskedThenItEndsWhenTheBackendSays() {
		Attempt attempt = Queues.attempt(this.queue, 1, null);
		this.outstanding.add(attempt);
		extend(attempt);
		assertThat(attempt.leaseUntil).isEqualTo(this.clock.millis() + 30_000);
		assertThat(attempt.leaseFinal).isFalse();
		this.receiver.leaseEnds.put(1L, this.clock.instant().plusSeconds(20));
		extend(attempt);
		assertThat(attempt.leaseUntil).isEqualTo(this.clock.millis() + 20_000);
		assertThat(attempt.leaseFinal).isTrue();
	}

	private void extend(Attempt attempt) {
		this.settler.add(new Settlement.Extend(attempt.delivery(), Duration.ofSeconds(30)), attempt);
		this.settler.flush(this.receiver);
	}

	private void runAgenda() {
		for (Agenda.Entry due = this.agenda.pollDue(Long.MAX_VALUE); due != null; due = this.agenda
			.pollDue(Long.MAX_VALUE)) {
			due.action().run();
		}
	}

}
