// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;
import dev.sprocket.pubsub.spi.Support;
import dev.sprocket.pubsub.test.FaultyBackend;
import dev.sprocket.pubsub.test.SharedBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FaultyBackendTests {

	private final VirtualClock clock = new VirtualClock();

	private final MemoryBackend store = new MemoryBackend(this.clock);

	private final FaultyBackend backend = new FaultyBackend(this.store);

	@Test
	void whenOneMessageOfABatchFailsThenTheOthersAreStored() {
		this.backend.failSends(1, ErrorKind.UNAVAILABLE, (message) -> message.id().equals("b"));
		assertThat(send("a", "b", "c")).extracting((outcome) -> outcome.failure() == null)
			.containsExactly(true, false, true);
		assertThat(this.backend.sent()).extracting(OutboundMessage::id).containsExactly("a", "c");
		assertThat(send("b")).extracting(SendOutcome::failure).containsOnlyNulls();
	}

	@Test
	void whenAMessageIsToBeLostThenItIsReportedAsStoredAndTheOthersAre() {
		Receiver receiver = receiver(this.backend);
		this.backend.loseSends(1, (message) -> message.id().equals("b"));
		assertThat(send("a", "b", "c")).extracting(SendOutcome::failure).containsOnlyNulls();
		assertThat(this.backend.sent()).extracting(OutboundMessage::id).containsExactly("a", "c");
		assertThat(receiver.receive(10, Duration.ZERO)).hasSize(2);
	}

	@Test
	void whenAMessageIsToBeDoubledThenItIsStoredTwiceAndReportedOnce() {
		Receiver receiver = receiver(this.backend);
		this.backend.doubleSends(1, (message) -> message.id().equals("a"));
		assertThat(send("a", "b")).hasSize(2);
		assertThat(this.backend.sent()).extracting(OutboundMessage::id).containsExactly("a", "b");
		assertThat(receiver.receive(10, Duration.ZERO)).hasSize(3);
	}

	@Test
	void whenASettlementFailsThenItDoesNotReachTheBackend() {
		Receiver receiver = receiver(this.backend);
		send("a");
		Delivery delivery = receiver.receive(1, Duration.ZERO).get(0);
		this.backend.failSettlements(1, (settlement) -> settlement instanceof Settlement.Ack);
		assertThat(receiver.settle(List.of(new Settlement.Ack(delivery))).get(0).status())
			.isEqualTo(SettleOutcome.Status.FAILED);
		assertThat(this.store.lag("t", "g").messages()).isEqualTo(1);
		assertThat(receiver.settle(List.of(new Settlement.Ack(delivery)))).containsExactly(SettleOutcome.DONE);
		assertThat(this.backend.settled()).hasSize(1);
	}

	@Test
	void whenCutThenNothingIsReleasedAndTheLeaseHasToRunOut() {
		Receiver receiver = receiver(this.backend);
		send("a");
		receiver.receive(1, Duration.ZERO);
		this.backend.cut();
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> receiver.receive(1, Duration.ZERO));
		receiver.close();
		Receiver other = receiver(this.store);
		assertThat(other.receive(1, Duration.ZERO)).isEmpty();
		this.clock.advance(Duration.ofMinutes(2));
		assertThat(other.receive(1, Duration.ZERO)).hasSize(1);
	}

	@Test
	void whenWithoutACapabilityThenItsPowerIsGone() {
		FaultyBackend bare = FaultyBackend.without(this.store, Capability.ATOMIC_FORWARD, Capability.BROWSE);
		assertThat(bare.capabilities().of(Capability.BROWSE)).isEqualTo(Support.NONE);
		assertThat(bare.browser()).isNull();
		assertThat(bare.atomicForward()).isNull();
	}

	@Test
	void whenAShareIsClosedThenItsReceiversLeaveAndOthersGoOn() {
		SharedBackend share = new SharedBackend(this.store);
		Receiver receiver = receiver(share);
		Receiver other = receiver(this.store);
		send("a");
		assertThat(receiver.receive(1, Duration.ZERO)).hasSize(1);
		share.close();
		assertThat(other.receive(1, Duration.ZERO)).hasSize(1);
	}

	@Test
	void whenSomethingOfAShareFailsToCloseThenTheRestIsClosedAllTheSame() {
		SharedBackend share = new SharedBackend(this.backend);
		List<Receiver> receivers = List.of(receiver(share), receiver(share), receiver(share));
		this.backend.failCloses();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(share::close)
			.withMessageStartingWith("Could not close ")
			.withCauseInstanceOf(BackendException.class)
			.satisfies((exception) -> assertThat(exception.getSuppressed()).hasSize(2));
		assertThat(receivers).allSatisfy((receiver) -> assertThatExceptionOfType(BackendException.class)
			.isThrownBy(() -> receiver.receive(1, Duration.ZERO))
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.CLOSED)));
	}

	private List<SendOutcome> send(String... ids) {
		return this.backend.openSender()
			.send(Stream.of(ids)
				.map((id) -> new OutboundMessage("t", id, null, Map.of(), new byte[0], null, null, null))
				.toList())
			.join();
	}

	private static Receiver receiver(Backend backend) {
		return backend.openReceiver(new ReceiverSpec("t", "g", Ordering.NONE, Duration.ofMinutes(1)),
				LaneListener.NONE);
	}

}
