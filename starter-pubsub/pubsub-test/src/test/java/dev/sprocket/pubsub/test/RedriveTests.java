// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.RedriveResult;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Many dead letters: all are meant unless one says how many.
 */
class RedriveTests {

	private static final DeadLetterQuery ALL = DeadLetterQuery.all();

	private final TestPubSub pubSub = TestPubSub.start();

	private volatile boolean healed;

	@AfterEach
	void close() {
		this.pubSub.close();
	}

	@Test
	void whenThereIsMoreThanAPageThenAllIsRedriven() {
		subscribe(spec());
		publish(IntStream.range(0, 150).mapToObj(String::valueOf).toList());
		this.pubSub.deadLettered("orders", "billing").hasSize(150);
		assertThat(letters().find(ALL)).hasSize(100).extracting(FailedMessage::position).isSorted();
		assertThat(letters().find(ALL.max(120))).hasSize(120);
		this.healed = true;
		assertThat(letters().redrive(ALL.max(10), 0)).isEqualTo(new RedriveResult(10, 0, 0));
		assertThat(letters().redrive(ALL, 0)).isEqualTo(new RedriveResult(140, 0, 0));
		this.pubSub.handled("orders", "billing").hasSize(300);
		this.pubSub.deadLettered("orders", "billing").isEmpty();
	}

	@Test
	void whenThereIsMoreThanAPageThenAllIsDiscarded() {
		subscribe(spec());
		publish(IntStream.range(0, 150).mapToObj(String::valueOf).toList());
		this.pubSub.deadLettered("orders", "billing").hasSize(150);
		assertThat(letters().discard(ALL.max(10))).isEqualTo(10);
		assertThat(letters().discard(ALL)).isEqualTo(140);
		this.pubSub.deadLettered("orders", "billing").isEmpty();
	}

	@Test
	void whenRedrivenMessagesDieAgainThenTheyAreSentOnce() {
		subscribe(spec());
		publish(IntStream.range(0, 150).mapToObj(String::valueOf).toList());
		this.pubSub.deadLettered("orders", "billing").hasSize(150);
		// slow enough for the first to be back among the letters before the last is sent
		assertThat(letters().redrive(ALL, 1_000)).isEqualTo(new RedriveResult(150, 0, 0));
		this.pubSub.handled("orders", "billing").hasSize(300);
		assertThat(letters().find(ALL)).extracting(FailedMessage::redrives).containsOnly(1);
	}

	@Test
	void whenTheProcessStopsThenARedriveThatTakesLongEnds() {
		subscribe(spec());
		publish(List.of("1", "2", "3"));
		this.pubSub.deadLettered("orders", "billing").hasSize(3);
		this.pubSub.pubSub().lifecycle().stopIntake();
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> letters().redrive(ALL, 1))
			.withMessage("Pub/sub stops or is closed: the rest is left as it was");
		assertThat(letters().size()).isEqualTo(2);
	}

	@Test
	void whatWasRedrivenTooOftenTakesNobodysPlace() {
		subscribe(spec());
		publish(List.of("1", "2", "3"));
		redriveTooOften(3);
		publish(List.of("4", "5", "6"));
		this.pubSub.deadLettered("orders", "billing").hasSize(6);
		assertThat(letters().redrive(ALL.max(2), 0)).isEqualTo(new RedriveResult(2, 3, 0));
		this.pubSub.deadLettered("orders", "billing").hasSize(6);
		assertThat(letters().find(ALL.max(1)).get(0).redrives()).isEqualTo(DeadLetterQueue.MAX_REDRIVES);
	}

	@Test
	void whatIsBehindAMessageThatWasRedrivenTooOftenStaysParked() {
		subscribe(spec().ordering(Ordering.KEY).deadLetter(DeadLetterPolicy.DEFAULT.parkKey(100)));
		publish(List.of("1"));
		redriveTooOften(1);
		publish(List.of("2", "3"));
		this.pubSub.deadLettered("orders", "billing").hasSize(3);
		assertThat(letters().redrive(ALL, 0)).isEqualTo(new RedriveResult(0, 3, 0));
		this.healed = true;
		assertThat(letters().redrive(letters().find(ALL).get(2).position())).isEqualTo(3);
		this.pubSub.deadLettered("orders", "billing").isEmpty();
	}

	private void redriveTooOften(int letters) {
		for (int i = 0; i < DeadLetterQueue.MAX_REDRIVES; i++) {
			this.pubSub.deadLettered("orders", "billing").hasSize(letters);
			assertThat(letters().redrive(ALL, 0)).isEqualTo(new RedriveResult(letters, 0, 0));
		}
		this.pubSub.deadLettered("orders", "billing").hasSize(letters);
	}

	private DeadLetterQueue letters() {
		return this.pubSub.pubSub().deadLetters("orders", "billing");
	}

	private void publish(List<String> payloads) {
		payloads.forEach(
				(payload) -> this.pubSub.pubSub().publisher().publish(OutgoingMessage.of("orders", payload).key("k")));
	}

	private static SubscriptionSpec<String> spec() {
		return SubscriptionSpec.of("orders", "billing", String.class);
	}

	private void subscribe(SubscriptionSpec<String> spec) {
		this.pubSub.pubSub().subscribe(spec, (message, acknowledgment) -> {
			if (!this.healed) {
				acknowledgment.reject("no such account");
			}
		});
	}

}
