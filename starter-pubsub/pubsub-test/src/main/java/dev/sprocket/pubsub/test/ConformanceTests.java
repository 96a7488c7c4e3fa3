// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.pubsub.CircuitBreakerPolicy;
import dev.sprocket.pubsub.MessageHandler;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxFactory;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Support;

/**
 * What the parts of the conformance suite share: a part is a group of the checklist, a
 * test is an item of it.
 */
@ExtendWith(ConformanceReport.class)
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
abstract class ConformanceTests {

	/** What is cut off cannot settle anything: not worth the default time. */
	private static final Duration CLOSING = Duration.ofSeconds(1);

	private final List<Instance> instances = new ArrayList<>();

	private final List<Backend> backends = new ArrayList<>();

	private final List<Gate> gates = new ArrayList<>();

	private final List<RecordingHandler<?>> recorders = new ArrayList<>();

	private @Nullable BackendHarness harness;

	private @Nullable Capabilities capabilities;

	private String topic = "";

	@RegisterExtension
	final BeforeEachCallback harnessOfTheBackend = (context) -> this.harness = context.getRequiredTestInstances()
		.findInstance(Suite.class)
		.orElseThrow()
		.createHarness();

	@BeforeEach
	void openHarness(TestInfo test) throws Exception {
		this.topic = topic("t");
		try (Backend probe = harness().open()) {
			this.capabilities = declared(probe);
		}
		Requires requires = test.getTestMethod().map((method) -> method.getAnnotation(Requires.class)).orElse(null);
		if (requires != null) {
			Assumptions.assumeTrue(capabilities().of(requires.value()) != Support.NONE,
					() -> harness().name() + " does not declare " + requires.value());
		}
	}

	// An outbox elsewhere gives a backend what it does not have itself.

	private Capabilities declared(Backend backend) {
		OutboxFactory factory = outboxElsewhere();
		if (factory == null) {
			return backend.capabilities();
		}
		try (Sender sender = backend.openSender(); Outbox outbox = factory.create(backend, sender)) {
			return backend.capabilities().with(outbox);
		}
	}

	private @Nullable OutboxFactory outboxElsewhere() {
		return harness().transactions().map(Transactions::outbox).orElse(null);
	}

	@AfterEach
	void closeHarness() {
		this.gates.forEach(Gate::open);
		this.recorders.forEach((recorder) -> recorder.entries().forEach((entry) -> entry.acknowledgment().ack()));
		this.instances.forEach((instance) -> quietly(() -> {
			instance.pubSub().drain(CLOSING);
			instance.close();
		}));
		this.backends.forEach((backend) -> quietly(backend::close));
		if (this.harness != null) {
			this.harness.close();
		}
	}

	final BackendHarness harness() {
		if (this.harness == null) {
			throw new IllegalStateException("The harness is not open");
		}
		return this.harness;
	}

	final Capabilities capabilities() {
		if (this.capabilities == null) {
			throw new IllegalStateException("The harness is not open");
		}
		return this.capabilities;
	}

	final String topic() {
		return this.topic;
	}

	final String topic(String hint) {
		return hint + "-" + UUID.randomUUID();
	}

	final Duration beats(double count) {
		return Duration.ofNanos((long) (harness().beat().toNanos() * count));
	}

	final Patience patience() {
		return new Patience(harness().patience());
	}

	final Backend open() {
		return opened(harness().open());
	}

	final Backend opened(Backend backend) {
		this.backends.add(backend);
		return backend;
	}

	final Instance start() {
		return start(UnaryOperator.identity());
	}

	// Start an instance with the outbox that is beside the backend, if one is.

	final Instance start(UnaryOperator<PubSubBuilder> change) {
		OutboxFactory outbox = outboxElsewhere();
		return start(new FaultyBackend(open()), (builder) -> change.apply(builder.outbox(outbox)));
	}

	final Instance startWithout(Capability... missing) {
		return start(FaultyBackend.without(open(), missing));
	}

	final Instance start(FaultyBackend backend) {
		return start(backend, UnaryOperator.identity());
	}

	final Instance start(FaultyBackend backend, UnaryOperator<PubSubBuilder> change) {
		// many fail on purpose
		PubSubBuilder builder = new PubSubBuilder(backend).clock(harness().clock())
			.jsonMapper(JsonMapper.builder().build())
			.circuitBreaker(CircuitBreakerPolicy.NONE);
		Instance instance = new Instance(backend, change.apply(builder).build());
		this.instances.add(instance);
		return instance;
	}

	final void kill(Instance instance) {
		instance.backend().cut();
		harness().abandon(this.backends.get(this.instances.indexOf(instance)));
	}

	final Gate gate() {
		Gate gate = new Gate();
		this.gates.add(gate);
		return gate;
	}

	final <T> RecordingHandler<T> recorder() {
		return recorder((message, acknowledgment) -> {
		});
	}

	final <T> RecordingHandler<T> recorder(MessageHandler<T> next) {
		RecordingHandler<T> recorder = new RecordingHandler<>(harness().clock(), patience(), next);
		this.recorders.add(recorder);
		return recorder;
	}

	final <T> RecordingHandler<T> failing() {
		return recorder((message, acknowledgment) -> {
			throw new IllegalStateException("failed on purpose");
		});
	}

	final SubscriptionSpec<String> spec(String group) {
		return SubscriptionSpec.of(topic(), group, String.class);
	}

	final SubscriptionSpec<byte[]> deadLetters(String group) {
		return SubscriptionSpec.of(topic() + "." + group + ".dlq", "undertaker", byte[].class);
	}

	final RetryPolicy attempts(int attempts) {
		return RetryPolicy.fixed(attempts, beats(0.5));
	}

	final List<String> publish(Instance instance, int count) {
		List<String> payloads = IntStream.range(0, count).mapToObj((number) -> "m" + number).toList();
		instance.publisher().publishAll(payloads.stream().map((payload) -> message(payload)).toList());
		return payloads;
	}

	final OutgoingMessage message(Object payload) {
		return OutgoingMessage.of(topic(), payload);
	}

	final void awaitInTime(RecordingHandler<?> handler, int count) {
		patience().until(count + " messages", harness(), () -> handler.count() >= count);
	}

	final void neverMore(RecordingHandler<?> handler, int count) {
		patience().holds("no more than " + count + " messages", () -> handler.count() <= count);
		harness().advance(beats(1));
		patience().holds("no more than " + count + " messages", () -> handler.count() <= count);
	}

	final <T> T await(CompletableFuture<T> task) {
		patience().until("the end of the task", harness(), task::isDone);
		return task.join();
	}

	final <T> CompletableFuture<T> background(Callable<T> task) {
		CompletableFuture<T> future = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				future.complete(task.call());
			}
			catch (Exception ex) {
				future.completeExceptionally(ex);
			}
		}, "conformance");
		thread.setDaemon(true);
		thread.start();
		return future;
	}

	final Throwable failure(CompletableFuture<?> future) {
		patience().until("the future to fail", harness(), future::isDone);
		try {
			Object result = future.join();
			throw new AssertionError("expected a failure, but got " + result);
		}
		catch (CompletionException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

	private static void quietly(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			// a test that injects faults leaves broken instances behind
		}
	}

}
