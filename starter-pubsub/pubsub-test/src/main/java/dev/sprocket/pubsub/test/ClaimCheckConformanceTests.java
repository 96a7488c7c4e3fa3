// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import dev.sprocket.pubsub.DeadLetterHeaders;
import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.content.ClaimCheck;
import dev.sprocket.pubsub.content.CloudEventAttributes;
import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.content.FolderClaimStore;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group Q of the conformance suite: large bodies are kept outside of their messages.
 */
abstract class ClaimCheckConformanceTests extends ConformanceTests {

	private static final String LARGE = "ü".repeat(4_000);

	private static final String MARK = ".sprocket-claims";

	@TempDir
	private Path folder = Path.of("");

	@Test
	@DisplayName("Q1 a body over the threshold goes to the store, unseen by publisher and handler")
	void q1LargeBodyGoesToTheStore() {
		FaultyBackend small = FaultyBackend.withLimits(open(),
				(limits) -> new Limits(limits.sendBatch(), limits.receiveBatch(), 2_000, limits.headerBytes(),
						limits.maxReleaseDelay(), limits.maxDeliveryDelay()));
		Instance instance = start(small, (builder) -> builder.claimCheck(check()));
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		instance.publish(message(LARGE).key("k").header("mine", "1"));
		instance.publish(message("x".repeat(1_000)));
		assertThat(handler.await(2)).extracting(Message::payload).containsExactlyInAnyOrder(LARGE, "x".repeat(1_000));
		Message<String> large = handler.messages().stream().filter((message) -> message.key() != null).toList().get(0);
		assertThat(large.headers()).isEqualTo(Map.of("mine", "1"));
		assertThat(large.contentType()).startsWith("text/plain");
		assertThat(instance.backend().sent()).extracting((sent) -> sent.body().length)
			.containsExactlyInAnyOrder(0, 1_000);
		assertThat(bodies()).hasSize(1);
	}

	@Test
	@DisplayName("Q1 each group reads the body, and it stays when they have")
	@Requires(Capability.GROUPS)
	void q1EachGroupReadsTheBody() {
		Instance instance = startChecked();
		RecordingHandler<String> one = recorder();
		RecordingHandler<String> other = recorder();
		instance.subscribe(spec("one"), one);
		instance.subscribe(spec("other"), other);
		instance.publish(message(LARGE));
		assertThat(one.await(1).get(0).payload()).isEqualTo(LARGE);
		assertThat(other.await(1).get(0).payload()).isEqualTo(LARGE);
		assertThat(bodies()).hasSize(1);
	}

	@Test
	@DisplayName("Q1 an event goes to the store as a whole")
	void q1EventGoesToTheStore() {
		Instance instance = startChecked(
				(builder) -> builder.cloudEvents(new CloudEventPolicy(CloudEventMode.STRUCTURED, "/orders", null)));
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		instance.publish(message(LARGE).header("ce_subject", "o-1"));
		Message<String> arrived = handler.await(1).get(0);
		assertThat(arrived.payload()).isEqualTo(LARGE);
		assertThat(CloudEventAttributes.of(arrived.headers()).orElseThrow().subject()).isEqualTo("o-1");
		assertThat(instance.backend().sent().get(0).body()).isEmpty();
	}

	@Test
	@DisplayName("Q1 a body that is lost or another makes a dead letter that names it")
	void q1LostOrChangedBodyMakesADeadLetter() throws IOException {
		Instance instance = startChecked();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		instance.publish(message(LARGE));
		instance.publish(message("y".repeat(5_000)));
		instance.publish(message("z".repeat(5_000)));
		List<Path> bodies = bodies();
		Files.delete(bodies.get(0));
		Files.writeString(bodies.get(1), "short");
		Files.writeString(bodies.get(2), "w".repeat((int) Files.size(bodies.get(2))));
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		assertThat(dead.await(3)).extracting((letter) -> letter.headers().get(DeadLetterHeaders.ERROR_MESSAGE))
			.anyMatch((why) -> why.contains(reference(bodies.get(0))) && why.contains("is not in folder"))
			.anyMatch((why) -> why.contains(reference(bodies.get(1))) && why.contains("5 bytes long instead of"))
			.anyMatch((why) -> why.contains(reference(bodies.get(2))) && why.contains("SHA-256"));
		assertThat(dead.messages()).allSatisfy(
				(letter) -> assertThat(letter.headers()).containsEntry(DeadLetterHeaders.REASON, "undecodable"));
		assertThat(handler.count()).isZero();
	}

	@Test
	@DisplayName("Q1 a claim that nobody made reads no file and makes a dead letter")
	void q1ForgedClaimReadsNoFile() {
		Instance instance = startChecked();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		instance.subscribe(spec("g"), recorder());
		String forged = "../" + MARK + ";size=0;sha256=" + "0".repeat(64);
		try (Sender sender = instance.backend().openSender()) {
			await(sender.send(List.of(new OutboundMessage(topic(), "", null, Map.of("sprocket-claim", forged),
					"theirs".getBytes(StandardCharsets.UTF_8), null, null, null))));
		}
		Message<byte[]> letter = dead.await(1).get(0);
		assertThat(letter.headers().get(DeadLetterHeaders.ERROR_MESSAGE)).contains("is no claim");
		assertThat(letter.payload()).asString(StandardCharsets.UTF_8).isEqualTo("theirs");
	}

	@Test
	@DisplayName("Q1 while the store is away messages wait, uncounted, and publishers are told")
	void q1WhileTheStoreIsAwayMessagesWait() throws IOException {
		Instance instance = startChecked();
		RecordingHandler<byte[]> dead = recorder();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(deadLetters("g"), dead);
		instance.publish(message(LARGE));
		Path away = this.folder.resolveSibling(this.folder.getFileName() + "-away");
		Files.move(this.folder, away);
		instance.subscribe(spec("g").retry(attempts(2)), handler);
		harness().advance(beats(8));
		neverMore(handler, 0);
		assertThat(dead.count()).isZero();
		int sent = instance.backend().sent().size();
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> instance.publish(message(LARGE)))
			.withMessageContaining(topic())
			.withMessageContaining(this.folder.toString())
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
		assertThat(instance.backend().sent()).hasSize(sent);
		Files.move(away, this.folder);
		awaitInTime(handler, 1);
		assertThat(handler.messages().get(0).payload()).isEqualTo(LARGE);
		assertThat(handler.messages().get(0).attempt()).isEqualTo(1);
		assertThat(dead.count()).isZero();
	}

	@Test
	@DisplayName("Q1 a dead letter keeps its body")
	void q1DeadLetterKeepsItsBody() {
		Instance instance = startChecked();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		instance.subscribe(spec("g").retry(attempts(1)), failing());
		instance.publish(message(LARGE));
		awaitInTime(dead, 1);
		assertThat(dead.messages().get(0).payload()).asString(StandardCharsets.UTF_8).isEqualTo(LARGE);
	}

	@Test
	@DisplayName("G4 a dead letter with a large body is read, redriven and edited")
	@Requires(Capability.BROWSE)
	void g4LetterWithALargeBodyIsRedriven() {
		Instance instance = startChecked();
		AtomicBoolean healed = new AtomicBoolean();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (!healed.get()) {
				throw new IllegalStateException("on purpose");
			}
		});
		instance.subscribe(SubscriptionSpec.of(topic(), "g", String.class).retry(attempts(1)), handler);
		instance.publish(message(LARGE));
		instance.publish(message(LARGE));
		DeadLetterQueue letters = instance.pubSub().deadLetters(topic(), "g");
		patience().until("the dead letters", harness(), () -> letters.size() == 2);
		long position = letters.find(DeadLetterQuery.all()).get(0).position();
		assertThat(letters.get(position).orElseThrow().message().payload()).asString(StandardCharsets.UTF_8)
			.isEqualTo(LARGE);
		healed.set(true);
		letters.redrive(position,
				(message) -> OutgoingMessage.of(message.topic(), message.payload()).contentType("text/plain"));
		letters.redrive(DeadLetterQuery.all(), 0);
		awaitInTime(handler, 4);
		assertThat(handler.payloads()).containsOnly(LARGE);
	}

	@Test
	@DisplayName("P1 the body of what is rolled back is no message, that of what is committed arrives")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p1LargeBodyInATransaction() throws Exception {
		Transactions transactions = harness().transactions().orElseThrow();
		Instance instance = startChecked((builder) -> builder.outbox(transactions.outbox()));
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		assertThatExceptionOfType(DeliberateException.class).isThrownBy(() -> transactions.execute(false, () -> {
			instance.publish(message(LARGE));
			throw new DeliberateException();
		}));
		transactions.execute(false, () -> instance.publish(message(LARGE + "committed")));
		handler.await(1);
		neverMore(handler, 1);
		assertThat(handler.payloads()).containsExactly(LARGE + "committed");
	}

	private ClaimCheck check() {
		return new ClaimCheck(new FolderClaimStore(this.folder), DataSize.ofBytes(1_000), Duration.ofDays(14));
	}

	private Instance startChecked() {
		return startChecked(UnaryOperator.identity());
	}

	private Instance startChecked(UnaryOperator<PubSubBuilder> change) {
		return start((builder) -> change.apply(builder.claimCheck(check())));
	}

	private List<Path> bodies() {
		try (Stream<Path> files = Files.walk(this.folder)) {
			return files.filter(Files::isRegularFile)
				.filter((file) -> !file.getFileName().toString().equals(MARK))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String reference(Path body) {
		return this.folder.relativize(body).toString();
	}

}
