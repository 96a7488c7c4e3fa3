// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

import dev.sprocket.pubsub.CircuitBreakerPolicy;
import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.http.Answer;
import dev.sprocket.pubsub.http.EventFormat;
import dev.sprocket.pubsub.http.HttpMessage;
import dev.sprocket.pubsub.http.HttpPoster;
import dev.sprocket.pubsub.http.SigningKeys;
import dev.sprocket.pubsub.http.autoconfigure.HttpPubSubProperties.TargetProperties;
import dev.sprocket.pubsub.jdbc.EmbeddedBackendFactory;
import dev.sprocket.pubsub.jdbc.JdbcSettings;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.Patience;
import dev.sprocket.pubsub.test.SharedBackend;

/**
 * Two services with nothing but HTTP between them. One publishes to a store of its own
 * and posts from there; the other receives, on as many instances as the suite opens, of
 * which a load balancer chooses one for each request.
 */
final class HttpHarness implements BackendHarness {

	private static final CloudEventPolicy EVENTS = new CloudEventPolicy(CloudEventMode.NONE, "/suite", null);

	static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr";

	private static final RetryPolicy RETRY = RetryPolicy.DEFAULT.attempts(Integer.MAX_VALUE)
		.backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(1))
		.jitter(0);

	private final String name;

	private final Path folder;

	private final Backend store;

	private final PubSub publishingService;

	private final HttpDeliveries deliveries;

	private final Map<String, Subscription> posting = new ConcurrentHashMap<>();

	private final Map<Backend, ReceivingInstance> instances = new ConcurrentHashMap<>();

	private final List<ReceivingInstance> balanced = new CopyOnWriteArrayList<>();

	private final AtomicInteger turn = new AtomicInteger();

	private final Set<String> topics = ConcurrentHashMap.newKeySet();

	HttpHarness(String name, EventFormat format) throws IOException {
		this.name = name;
		this.folder = Files.createTempDirectory("sprocket-http");
		this.store = new EmbeddedBackendFactory(this.folder.resolve("store.db"), JdbcSettings.DEFAULTS).create();
		this.publishingService = new PubSubBuilder(new SharedBackend(this.store))
			.circuitBreaker(CircuitBreakerPolicy.NONE)
			.build();
		this.deliveries = new HttpDeliveries(new HttpPoster(LoopbackServer.get().client(),
				SigningKeys.of(List.of(KEY), Clock.systemUTC()), format, (topic) -> EVENTS, Clock.systemUTC()), RETRY);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Backend open() {
		ReceivingInstance instance = new ReceivingInstance(List.of(KEY));
		this.balanced.add(instance);
		Backend backend = new TwoServices(instance.backendOn(new SharedBackend(this.store)), instance.backend(), this);
		this.instances.put(backend, instance);
		return backend;
	}

	@Override
	public void abandon(Backend backend) {
		ReceivingInstance instance = this.instances.get(backend);
		if (instance != null) {
			this.balanced.remove(instance);
			instance.kill();
		}
	}

	void closed(Backend backend) {
		ReceivingInstance instance = this.instances.remove(backend);
		if (instance != null) {
			this.balanced.remove(instance);
		}
	}

	// As if the URL of the receiving service were listed for that group.

	void list(ReceiverSpec spec) {
		this.posting.computeIfAbsent(spec.topic() + "/" + spec.group(), (missing) -> post(spec));
	}

	private Subscription post(ReceiverSpec spec) {
		this.topics.add(spec.topic());
		TargetProperties target = new TargetProperties(spec.group(),
				LoopbackServer.get().url(spec.topic(), spec.group(), this::balance), spec.ordering(), 64);
		DeadLetterPolicy undeliverable = DeadLetterPolicy.DEFAULT
			.topic(spec.topic() + "." + spec.group() + ".undeliverable");
		return this.publishingService.subscribe(this.deliveries.spec(spec.topic(), target).deadLetter(undeliverable),
				(message, acknowledgment) -> this.deliveries.deliver(target.url(), message));
	}

	void unlist(String topic, String group) {
		Subscription subscription = this.posting.remove(topic + "/" + group);
		if (subscription != null) {
			subscription.drain(Duration.ZERO);
			subscription.close();
		}
	}

	private CompletionStage<Answer> balance(String topic, String group, HttpMessage request, @Nullable String token) {
		CompletionStage<Answer> answer = CompletableFuture
			.completedFuture(new Answer(503, Duration.ofMillis(100), false, "no instance"));
		List<ReceivingInstance> alive = List.copyOf(this.balanced);
		int first = this.turn.getAndIncrement() & Integer.MAX_VALUE;
		for (int i = 0; i < alive.size(); i++) {
			CompletionStage<Answer> next = alive.get((first + i) % alive.size()).post(topic, group, request, token);
			if (!receivesNothing(next)) {
				return next;
			}
		}
		return answer;
	}

	private static boolean receivesNothing(CompletionStage<Answer> answer) {
		Answer now = answer.toCompletableFuture().getNow(new Answer(0, null, true, null));
		return !now.attempted() && (now.status() == 404 || now.status() == 503);
	}

	@Override
	public Clock clock() {
		return Clock.systemUTC();
	}

	@Override
	public void advance(Duration duration) {
		Patience.pass(duration);
	}

	/**
	 * A retry is a request more.
	 * @return four tenths of a second
	 */
	@Override
	public Duration beat() {
		return Duration.ofMillis(400);
	}

	/**
	 * A message is stored, posted, handled and settled twice.
	 * @return a minute
	 */
	@Override
	public Duration patience() {
		return Duration.ofMinutes(1);
	}

	@Override
	public void close() {
		this.topics.forEach(LoopbackServer.get()::remove);
		this.balanced.forEach(ReceivingInstance::kill);
		this.publishingService.drain(Duration.ofMillis(200));
		this.publishingService.close();
		this.store.close();
		try {
			FileSystemUtils.deleteRecursively(this.folder);
		}
		catch (IOException ex) {
			throw new IllegalStateException("Cannot delete " + this.folder, ex);
		}
	}

}
