// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.sprocket.error.ErrorReporters;
import dev.sprocket.pubsub.Meters.SubscriptionMeters;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Settlement;
import dev.sprocket.pubsub.spi.Support;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of messages whose lease can be extended only so far. Leases are 30
 * seconds, and the test is the worker.
 */
class LeaseKeeperTests {

	private final SteppingClock clock = new SteppingClock();

	private final RecordingReceiver receiver = new RecordingReceiver(this.clock);

	private final Outstanding outstanding = new Outstanding();

	private final HandlerQueue queue = Queues.single(Ordering.KEY, 4);

	private final Agenda agenda = new Agenda();

	private final Settling settling = new MessageSettling(
			new Settler("test", this.clock, this.outstanding, this.queue, this.agenda, SubscriptionMeters.NONE), true);

	private final LeaseKeeper keeper = new LeaseKeeper(new SubscriptionContext(
			SubscriptionSpec.of("topic", "group", String.class)
				.ordering(Ordering.KEY)
				.lease(Duration.ofSeconds(30), Duration.ofMinutes(15)),
			"test", this.clock, this.queue, this.outstanding, this.agenda, this.settling, new FirstFailures(),
			new ErrorReporters(List.of()), SubscriptionMeters.NONE, null), Support.NATIVE);

	private long position;

	@Test
	void whenALeaseEndsWhileItsMessageWaitsThenItIsGivenBackBeforeAsUntriedWithThoseBehindIt() {
		Attempt begun = fetch("other", 50);
		assertThat(Queues.next(this.queue, List.of())).containsExactly(begun);
		begun.started(this.clock.millis());
		Attempt first = fetch("k", 50);
		this.clock.millis += 10_000;
		Attempt second = fetch("k", 60);
		fetch("free", 60);
		pass(39_000);
		assertThat(this.receiver.settled).filteredOn((settlement) -> !(settlement instanceof Settlement.Extend))
			.containsExactly(new Settlement.Release(first.delivery(), Duration.ZERO, false),
					new Settlement.Release(second.delivery(), Duration.ZERO, false));
		assertThat(this.outstanding.all()).contains(begun).doesNotContain(first, second);
		assertThat(this.queue.buffered()).isEqualTo(1);
	}

	@Test
	void whenALeaseEndsWhileAHandlerIsAtWorkThenItIsNotExtendedAgainAndItsMessageIsForgotten() {
		Attempt begun = fetch("k", 50);
		assertThat(Queues.next(this.queue, List.of())).containsExactly(begun);
		begun.started(this.clock.millis());
		pass(49_999);
		assertThat(this.outstanding.all()).containsExactly(begun);
		assertThat(this.receiver.settled).hasSize(2).hasOnlyElementsOfType(Settlement.Extend.class);
		pass(1);
		assertThat(this.outstanding.isEmpty()).isTrue();
		assertThat(this.receiver.settled).hasSize(2);
	}

	// Its lease is 30 seconds, and cannot be extended beyond so many.

	private Attempt fetch(String key, int seconds) {
		Attempt attempt = Queues.attempt(this.queue, ++this.position, key);
		attempt.leaseUntil = this.clock.millis() + 30_000;
		this.receiver.leaseEnds.put(attempt.delivery().position(), this.clock.instant().plusSeconds(seconds));
		this.outstanding.add(attempt);
		this.keeper.accepted(attempt);
		this.queue.offer(List.of(attempt));
		return attempt;
	}

	// As the engine does: it looks when the keeper says.

	private void pass(long millis) {
		long end = this.clock.millis + millis;
		while (this.keeper.nextCheck() <= end) {
			this.clock.millis = Math.max(this.clock.millis, this.keeper.nextCheck());
			this.keeper.check(this.clock.millis);
			this.settling.flush(this.receiver);
		}
		this.clock.millis = end;
	}

}
