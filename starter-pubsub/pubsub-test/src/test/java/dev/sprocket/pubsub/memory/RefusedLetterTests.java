// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.RedriveResult;
import dev.sprocket.pubsub.RejectMessageException;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.content.ClaimCheck;
import dev.sprocket.pubsub.content.FolderClaimStore;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.test.FaultyBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Dead letters that the broker refuses for good, whatever the source has taken.
 */
class RefusedLetterTests {

	private static final int ALWAYS = Integer.MAX_VALUE;

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final VirtualClock clock = new VirtualClock();

	private FaultyBackend backend = new FaultyBackend(new MemoryBackend(this.clock));

	private @Nullable PubSub pubSub;

	private volatile boolean healed;

	@AfterEach
	void close() {
		if (this.pubSub != null) {
			this.pubSub.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TOO_LARGE", "INVALID" })
	void whenItsBodyIsRefusedThenItIsStoredWithoutItAndSaysSo(ErrorKind kind) {
		this.backend.failSends(ALWAYS, kind, (message) -> isLetter(message) && message.body().length > 0);
		DeadLetterQueue letters = publishWhatDies(null);
		FailedMessage letter = only(letters);
		assertThat(letter.missing()).startsWith("its body of 4 bytes, refused as " + kind + ": Injected failure of ");
		assertThat(letter.message().payload()).isEmpty();
		assertThat(letter.message().headers()).containsEntry("mine", "1");
		assertThat(letter.reason()).isEqualTo("rejected");
		assertThat(letter.errorMessage()).isEqualTo("on purpose");
	}

	@Test
	void whenItIsRefusedForAMomentOnlyThenItLacksNothing() {
		this.backend.failSends(3, ErrorKind.INVALID, RefusedLetterTests::isLetter);
		FailedMessage letter = only(publishWhatDies(null));
		assertThat(letter.missing()).isNull();
		assertThat(new String(letter.message().payload(), StandardCharsets.UTF_8)).contains("dies");
	}

	@Test
	void whenAnotherWasRefusedForGoodAMomentAgoThenItIsNotDoubtedAgain() {
		this.backend.failSends(ALWAYS, ErrorKind.INVALID, (message) -> isLetter(message) && message.body().length > 0);
		DeadLetterQueue letters = publishWhatDies(null);
		Instant before = this.clock.instant();
		Objects.requireNonNull(this.pubSub).publisher().publish("orders", "dies");
		await().until(() -> letters.size() == 2);
		assertThat(this.clock.instant()).isEqualTo(before);
		assertThat(letters.find(DeadLetterQuery.all())).extracting(FailedMessage::missing).doesNotContainNull();
	}

	@Test
	void whenItCannotBeStoredThenADrainDoesNotWaitForIt() {
		this.backend.failSends(ALWAYS, ErrorKind.UNAVAILABLE, RefusedLetterTests::isLetter);
		PubSub engine = engine(null);
		Subscription subscription = subscribe(engine);
		engine.publisher().publish("orders", "dies");
		await().until(() -> this.backend.lag("orders", "group").due() == 0);
		assertThat(subscription.drain(Duration.ofMinutes(5))).isTrue();
		assertThat(this.backend.lag("orders", "group").messages()).isOne();
	}

	@Test
	void whenTheBackendForwardsInOneStepThenTheSameIsSo() {
		this.backend = FaultyBackend.without(new MemoryBackend(this.clock), Capability.ATOMIC_FORWARD);
		this.backend.failSends(ALWAYS, ErrorKind.TOO_LARGE,
				(message) -> isLetter(message) && message.body().length > 0);
		assertThat(only(publishWhatDies(null)).missing()).startsWith("its body of 4 bytes");
	}

	@Test
	void whenItLacksItsBodyThenItIsRedrivenOnlyWithAnother() {
		this.backend.failSends(ALWAYS, ErrorKind.TOO_LARGE,
				(message) -> isLetter(message) && message.body().length > 0);
		DeadLetterQueue letters = publishWhatDies(null);
		this.healed = true;
		long position = only(letters).position();
		assertThat(letters.redrive(DeadLetterQuery.all(), 0)).isEqualTo(new RedriveResult(0, 1, 0));
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> letters.redrive(position))
			.withMessageStartingWith("Topic orders, group group, dead letters on orders.group.dlq: letter " + position
					+ " cannot be redriven as it is, because it lacks its body of 4 bytes, refused as TOO_LARGE: ")
			.withMessageEndingWith(" of its topic: redrive the letter edited, with what is missing, or discard it.")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID));
		assertThat(letters.redrive(position, (message) -> OutgoingMessage.of(message.topic(), "mended"))).isOne();
		await().until(() -> this.handled.contains("mended"));
	}

	@Test
	void whenItsHeadersAreRefusedTooThenItIsStoredWithoutThem() {
		this.backend.failSends(ALWAYS, ErrorKind.TOO_LARGE,
				(message) -> isLetter(message) && message.headers().containsKey("mine"));
		FailedMessage letter = only(publishWhatDies(null));
		assertThat(letter.missing())
			.startsWith("its body of 4 bytes and 1 of its headers, refused as TOO_LARGE: Injected failure of ");
		assertThat(letter.message().headers()).isEmpty();
		assertThat(letter.message().key()).isEqualTo("key");
	}

	@Test
	void whenThereIsAClaimStoreThenItsBodyIsKeptThere(@TempDir Path folder) {
		this.backend.failSends(ALWAYS, ErrorKind.TOO_LARGE,
				(message) -> isLetter(message) && message.body().length > 0);
		DeadLetterQueue letters = publishWhatDies(
				new ClaimCheck(new FolderClaimStore(folder), null, Duration.ofDays(14)));
		long position = only(letters).position();
		FailedMessage letter = letters.get(position).orElseThrow();
		assertThat(letter.missing()).isNull();
		assertThat(new String(letter.message().payload(), StandardCharsets.UTF_8)).contains("dies");
		this.healed = true;
		assertThat(letters.redrive(position)).isOne();
		await().until(() -> this.handled.contains("dies"));
	}

	@Test
	void whenItIsRefusedWhateverItIsThenAllOfItIsKeptUntilItIsTaken() {
		AtomicInteger refused = new AtomicInteger();
		// after half a minute a round is the letter, then without body, without headers
		this.backend.failSends(ALWAYS, ErrorKind.INVALID,
				(message) -> isLetter(message) && refused.incrementAndGet() <= 12);
		FailedMessage letter = only(publishWhatDies(null));
		assertThat(letter.missing()).isNull();
		assertThat(new String(letter.message().payload(), StandardCharsets.UTF_8)).contains("dies");
		assertThat(letter.message().headers()).containsEntry("mine", "1");
	}

	private static boolean isLetter(OutboundMessage message) {
		return message.topic().equals("orders.group.dlq");
	}

	private DeadLetterQueue publishWhatDies(@Nullable ClaimCheck claims) {
		PubSub engine = engine(claims);
		subscribe(engine);
		engine.publisher().publish(OutgoingMessage.of("orders", "dies").key("key").header("mine", "1"));
		engine.publisher().publish("orders", "lives");
		await().until(() -> this.handled.contains("lives"));
		await().until(() -> {
			this.clock.advance(Duration.ofSeconds(5));
			return this.backend.lag("orders", "group").messages() == 0;
		});
		return engine.deadLetters("orders", "group");
	}

	private PubSub engine(@Nullable ClaimCheck claims) {
		PubSub engine = new PubSubBuilder(this.backend).clock(this.clock).claimCheck(claims).build();
		this.pubSub = engine;
		return engine;
	}

	private Subscription subscribe(PubSub engine) {
		return engine.subscribe(SubscriptionSpec.of("orders", "group", String.class), (message, ack) -> {
			if (message.payload().equals("dies") && !this.healed) {
				throw new RejectMessageException("on purpose");
			}
			this.handled.add(message.payload());
		});
	}

	private static FailedMessage only(DeadLetterQueue letters) {
		List<FailedMessage> found = letters.find(DeadLetterQuery.all());
		assertThat(found).hasSize(1);
		return found.get(0);
	}

}
