// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.RedriveResult;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group G of the conformance suite: dead letters are found, redriven and discarded.
 */
abstract class RedriveConformanceTests extends ConformanceTests {

	private final AtomicBoolean healed = new AtomicBoolean();

	@Test
	@DisplayName("G1 letters are listed, read on, and filtered by reason, error, time and header")
	@Requires(Capability.BROWSE)
	void g1LettersAreListedAndFiltered() {
		Instance instance = start();
		instance.subscribe(spec("g").retry(attempts(1)), recorder((message, acknowledgment) -> {
			if (message.payload().equals("m0")) {
				acknowledgment.reject("no such account");
				return;
			}
			throw new IllegalStateException("failed on purpose");
		}));
		instance.publish(message("m0").header("tenant", "a"));
		instance.publish(message("m1").header("tenant", "a"));
		instance.publish(message("m2").header("tenant", "b"));
		DeadLetterQueue letters = awaitLetters(instance, 3);
		DeadLetterQuery all = DeadLetterQuery.all();
		List<FailedMessage> found = letters.find(all);
		assertThat(found).extracting(RedriveConformanceTests::text).containsExactlyInAnyOrder("m0", "m1", "m2");
		assertThat(found).extracting(FailedMessage::position).isSorted();
		assertThat(letters.find(all.max(2))).hasSize(2);
		assertThat(letters.find(all.afterPosition(found.get(1).position()))).extracting(FailedMessage::position)
			.containsExactly(found.get(2).position());
		assertThat(letters.find(all.reason("rejected"))).extracting(RedriveConformanceTests::text)
			.containsExactly("m0");
		assertThat(letters.find(all.errorType("java.lang.IllegalStateException")))
			.extracting(RedriveConformanceTests::text)
			.containsExactlyInAnyOrder("m1", "m2");
		assertThat(letters.find(all.header("tenant", "a").reason("exhausted")))
			.extracting(RedriveConformanceTests::text)
			.containsExactly("m1");
		assertThat(letters.find(all.failedFrom(harness().clock().instant().plusSeconds(1)))).isEmpty();
		assertThat(letters.find(all.failedUntil(harness().clock().instant().plusSeconds(1)))).hasSize(3);
	}

	@Test
	@DisplayName("G1 a letter is read: the message as it was published, and why it is dead")
	@Requires(Capability.BROWSE)
	void g1LetterIsRead() {
		Instance instance = start();
		instance.subscribe(spec("g").handler("Orders.bill").retry(attempts(2)), failing());
		String id = instance.publish(message("x").key("k").header("mine", "ü").contentType("text/x-odd")).messageId();
		DeadLetterQueue letters = awaitLetters(instance, 1);
		FailedMessage letter = letters.get(letters.find(DeadLetterQuery.all()).get(0).position()).orElseThrow();
		Message<byte[]> message = letter.message();
		assertThat(message.id()).isEqualTo(id);
		assertThat(message.topic()).isEqualTo(topic());
		assertThat(message.key()).isEqualTo("k");
		assertThat(message.headers()).isEqualTo(Map.of("mine", "ü"));
		assertThat(message.contentType()).isEqualTo("text/x-odd");
		assertThat(message.attempt()).isEqualTo(2);
		assertThat(text(letter)).isEqualTo("x");
		assertThat(letter.reason()).isEqualTo("exhausted");
		assertThat(letter.errorType()).isEqualTo("java.lang.IllegalStateException");
		assertThat(letter.errorMessage()).isEqualTo("failed on purpose");
		assertThat(letter.handler()).isEqualTo("Orders.bill");
		assertThat(letter.firstFailedAt()).isBeforeOrEqualTo(letter.lastFailedAt());
		assertThat(letter.redrives()).isZero();
		assertThat(letters.get(letter.position() + 1)).isEmpty();
	}

	@Test
	@DisplayName("G2 one or many are redriven, to the group that failed and no other")
	@Requires(Capability.BROWSE)
	void g2RedrivenToTheGroupThatFailed() {
		Instance instance = start();
		RecordingHandler<String> handler = subscribeUnhealthy(instance);
		RecordingHandler<String> other = recorder();
		instance.subscribe(spec("other"), other);
		List<String> published = publish(instance, 5);
		DeadLetterQueue letters = awaitLetters(instance, 5);
		awaitInTime(other, 5);
		this.healed.set(true);
		assertThat(letters.redrive(letters.find(DeadLetterQuery.all()).get(0).position())).isOne();
		awaitInTime(handler, 6);
		assertThat(letters.size()).isEqualTo(4);
		assertThat(letters.redrive(DeadLetterQuery.all(), 0)).isEqualTo(new RedriveResult(4, 0, 0));
		awaitInTime(handler, 10);
		neverMore(handler, 10);
		assertThat(handler.payloads().subList(5, 10)).containsExactlyInAnyOrderElementsOf(published);
		assertThat(other.count()).isEqualTo(5);
		assertThat(letters.size()).isZero();
	}

	@Test
	@DisplayName("G2 groups that share a topic of dead letters each see their own")
	@Requires(Capability.BROWSE)
	void g2GroupsThatShareATopicSeeTheirOwn() {
		Instance instance = start();
		DeadLetterPolicy shared = DeadLetterPolicy.DEFAULT.topic(topic("shared"));
		instance.subscribe(spec("g").retry(attempts(1)).deadLetter(shared), failing());
		instance.subscribe(spec("h").retry(attempts(1)).deadLetter(shared), failing());
		publish(instance, 3);
		DeadLetterQueue letters = instance.pubSub().deadLetters(topic(), "g");
		patience().until("the letters of both", harness(), () -> letters.find(DeadLetterQuery.all()).size() == 3
				&& instance.pubSub().deadLetters(topic(), "h").find(DeadLetterQuery.all()).size() == 3);
		assertThat(letters.discard(DeadLetterQuery.all())).isEqualTo(3);
		assertThat(instance.pubSub().deadLetters(topic(), "h").find(DeadLetterQuery.all())).hasSize(3);
	}

	@Test
	@DisplayName("G3 a redriven message has all its attempts again, and its redrives are counted")
	@Requires(Capability.BROWSE)
	void g3RedriveResetsAttempts() {
		Instance instance = start();
		RecordingHandler<String> handler = failing();
		instance.subscribe(spec("g").retry(attempts(2)), handler);
		String id = instance.publish(topic(), "x").messageId();
		DeadLetterQueue letters = awaitLetters(instance, 1);
		letters.redrive(DeadLetterQuery.all(), 0);
		awaitInTime(handler, 4);
		awaitLetters(instance, 1);
		assertThat(handler.messages()).extracting(Message::attempt).containsExactly(1, 2, 1, 2);
		assertThat(handler.messages()).extracting(Message::id).containsOnly(id);
		assertThat(letters.find(DeadLetterQuery.all())).extracting(FailedMessage::redrives).containsExactly(1);
	}

	@Test
	@DisplayName("G3 what was redriven too often is left where it is, unless it is redriven alone")
	@Requires(Capability.BROWSE)
	void g3RedrivesAreCapped() {
		Instance instance = start();
		RecordingHandler<String> handler = failing();
		instance.subscribe(spec("g").retry(attempts(1)), handler);
		publish(instance, 1);
		DeadLetterQueue letters = awaitLetters(instance, 1);
		for (int i = 1; i <= DeadLetterQueue.MAX_REDRIVES; i++) {
			assertThat(letters.redrive(DeadLetterQuery.all(), 0)).isEqualTo(new RedriveResult(1, 0, 0));
			awaitInTime(handler, 1 + i);
			awaitLetters(instance, 1);
		}
		assertThat(letters.redrive(DeadLetterQuery.all(), 0)).isEqualTo(new RedriveResult(0, 1, 0));
		assertThat(letters.redrive(letters.find(DeadLetterQuery.all()).get(0).position())).isOne();
		awaitInTime(handler, 2 + DeadLetterQueue.MAX_REDRIVES);
	}

	@Test
	@DisplayName("G4 a letter is edited, then redriven")
	@Requires(Capability.BROWSE)
	void g4LetterIsEdited() {
		Instance instance = start();
		RecordingHandler<String> handler = subscribeUnhealthy(instance);
		String id = instance.publish(message("wrong").key("k").header("mine", "1")).messageId();
		DeadLetterQueue letters = awaitLetters(instance, 1);
		long position = letters.find(DeadLetterQuery.all()).get(0).position();
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> letters.redrive(position, (message) -> OutgoingMessage.of("elsewhere", "x")))
			.withMessageContaining("not to elsewhere")
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.INVALID));
		this.healed.set(true);
		assertThat(letters.redrive(position, (message) -> {
			assertThat(message.payload()).isEqualTo("wrong".getBytes());
			return OutgoingMessage.of(message.topic(), "right").key(message.key()).header("mine", "2");
		})).isOne();
		awaitInTime(handler, 2);
		Message<String> edited = handler.messages().get(1);
		assertThat(edited.payload()).isEqualTo("right");
		assertThat(edited.id()).isEqualTo(id);
		assertThat(edited.key()).isEqualTo("k");
		assertThat(edited.headers()).isEqualTo(Map.of("mine", "2"));
		assertThat(letters.redrive(position)).isZero();
	}

	@Test
	@DisplayName("G5 letters are discarded, one or many")
	@Requires(Capability.BROWSE)
	void g5LettersAreDiscarded() {
		Instance instance = start();
		RecordingHandler<String> handler = failing();
		instance.subscribe(spec("g").retry(attempts(1)), handler);
		publish(instance, 3);
		DeadLetterQueue letters = awaitLetters(instance, 3);
		long position = letters.find(DeadLetterQuery.all()).get(0).position();
		assertThat(letters.discard(position)).isTrue();
		assertThat(letters.discard(position)).isFalse();
		assertThat(letters.discard(DeadLetterQuery.all())).isEqualTo(2);
		assertThat(letters.find(DeadLetterQuery.all())).isEmpty();
		assertThat(letters.size()).isZero();
		neverMore(handler, 3);
	}

	@Test
	@DisplayName("G6 what two people redrive at once is redriven once")
	@Requires(Capability.BROWSE)
	void g6RedrivenOnceByTwo() {
		Instance instance = start();
		RecordingHandler<String> handler = subscribeUnhealthy(instance);
		publish(instance, 20);
		awaitLetters(instance, 20);
		this.healed.set(true);
		CompletableFuture<RedriveResult> one = background(() -> redriveAll(instance));
		CompletableFuture<RedriveResult> two = background(() -> redriveAll(instance));
		assertThat(await(one).redriven() + await(two).redriven()).isEqualTo(20);
		awaitInTime(handler, 40);
		neverMore(handler, 40);
	}

	@Test
	@DisplayName("G7 whoever redrives is killed in the middle: another goes on, nothing is lost")
	@Requires(Capability.BROWSE)
	void g7NothingIsLostByACrashInTheMiddle() {
		Instance killed = start();
		killed.subscribe(spec("g").retry(attempts(1)), failing());
		List<String> published = publish(killed, 20);
		awaitLetters(killed, 20);
		killed.pubSub().drain(beats(10));
		CompletableFuture<RedriveResult> redrive = background(() -> redriveAll(killed));
		patience().until("the first redriven", () -> killed.backend().sent().size() > 40 || redrive.isDone());
		kill(killed);
		Instance next = start();
		RecordingHandler<String> handler = recorder();
		next.subscribe(spec("g"), handler);
		redriveAll(next);
		patience().until("all of them", harness(), () -> handler.payloads().containsAll(published));
		// what an outbox had under way is sent again
		int twice = capabilities().isNative(Capability.BROWSE) ? 1 : published.size();
		assertThat(handler.count()).isLessThanOrEqualTo(published.size() + twice);
	}

	@Test
	@DisplayName("G1 without the power to look at stored messages it is refused in words")
	@Refusal
	void g1WithoutBrowsingItIsRefused() {
		Instance instance = startWithout(Capability.BROWSE);
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> instance.pubSub().deadLetters(topic(), "g"))
			.withMessageContaining("BROWSE")
			.withMessageContaining("Subscribe to topic " + topic() + ".g.dlq")
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.UNSUPPORTED));
	}

	private RecordingHandler<String> subscribeUnhealthy(Instance instance) {
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (!this.healed.get()) {
				throw new IllegalStateException("failed on purpose");
			}
		});
		instance.subscribe(spec("g").retry(attempts(1)), handler);
		return handler;
	}

	private DeadLetterQueue awaitLetters(Instance instance, int count) {
		DeadLetterQueue letters = instance.pubSub().deadLetters(topic(), "g");
		patience().until(count + " dead letters", harness(), () -> letters.find(DeadLetterQuery.all()).size() == count);
		return letters;
	}

	private RedriveResult redriveAll(Instance instance) {
		return instance.pubSub().deadLetters(topic(), "g").redrive(DeadLetterQuery.all(), 0);
	}

	private static String text(FailedMessage letter) {
		return new String(letter.message().payload());
	}

}
