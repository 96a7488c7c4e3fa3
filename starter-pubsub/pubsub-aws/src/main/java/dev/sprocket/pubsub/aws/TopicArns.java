// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.Topic;

import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Finds SNS topics by name, and makes them where that is permitted. Thread-safe.
 */
final class TopicArns {

	private static final Logger logger = LoggerFactory.getLogger(TopicArns.class);

	private static final Duration CHECK_TIME = Duration.ofMillis(500);

	private final SnsClient sns;

	private final AwsSettings settings;

	private final AwsNames names;

	private final Map<String, CompletableFuture<String>> found = new ConcurrentHashMap<>();

	private final Map<String, CompletableFuture<String>> published = new ConcurrentHashMap<>();

	/** All there were at the last look, by name. */
	private final Map<String, String> listed = new ConcurrentHashMap<>();

	private final ReentrantLock listing = new ReentrantLock();

	private final Set<String> warned = ConcurrentHashMap.newKeySet();

	TopicArns(SnsClient sns, AwsSettings settings, AwsNames names) {
		this.sns = sns;
		this.settings = settings;
		this.names = names;
	}

	String of(String topic) {
		return once(this.found, topic, () -> look(topic));
	}

	/**
	 * Find a topic that is to be published to.
	 * @param topic the topic
	 * @param prepare called with topic and ARN before the first publish
	 * @return its ARN
	 */
	String published(String topic, BiConsumer<String, String> prepare) {
		return once(this.published, topic, () -> {
			String arn = of(topic);
			prepare.accept(topic, arn);
			return arn;
		});
	}

	// Whoever asks for a topic that somebody looks up waits for that, and nobody for the
	// look-up of another topic.

	private static String once(Map<String, CompletableFuture<String>> known, String topic, Supplier<String> lookUp) {
		CompletableFuture<String> ours = new CompletableFuture<>();
		CompletableFuture<String> first = known.putIfAbsent(topic, ours);
		if (first != null) {
			return result(topic, first);
		}
		try {
			ours.complete(lookUp.get());
		}
		catch (Throwable ex) {
			known.remove(topic, ours);
			ours.completeExceptionally(ex);
		}
		return result(topic, ours);
	}

	private static String result(String topic, CompletableFuture<String> lookUp) {
		try {
			return lookUp.join();
		}
		catch (CompletionException ex) {
			throw AwsErrors.of("Topic " + topic, (ex.getCause() != null) ? ex.getCause() : ex);
		}
	}

	void forget(String topic) {
		this.published.remove(topic);
		this.found.remove(topic);
		this.listed.remove(this.names.topic(topic));
	}

	private String look(String topic) {
		String name = this.names.topic(topic);
		try {
			return (this.settings.missing() == Missing.CREATE) ? create(topic, name) : find(topic, name);
		}
		catch (SdkException ex) {
			throw AwsErrors.of("Topic " + topic + ": SNS topic " + name, ex);
		}
	}

	// What is there and takes less is left as it is.

	private String create(String topic, String name) {
		Map<String, String> size = this.settings.sizeAttributes();
		try {
			return create(name, size);
		}
		catch (InvalidParameterException ex) {
			if (size.isEmpty()) {
				throw ex;
			}
			String arn = create(name, Map.of());
			if (this.warned.add(name)) {
				logger.warn("Topic " + topic + ": SNS topic " + name + " is left as it is, without the " + size
						+ " that sprocket.pubsub.aws.max-message-size asks for; larger messages than it takes are refused: "
						+ ex.awsErrorDetails().errorMessage());
			}
			return arn;
		}
	}

	private String create(String name, Map<String, String> size) {
		Map<String, String> attributes = new HashMap<>(size);
		if (this.settings.fifo()) {
			attributes.put("FifoTopic", "true");
		}
		return this.sns.createTopic((request) -> request.name(name).attributes(attributes)).topicArn();
	}

	private String find(String topic, String name) {
		String arn = listed(name);
		if (arn == null) {
			throw new BackendException(ErrorKind.NOT_FOUND, "Topic " + topic + ": SNS topic " + name
					+ " does not exist; create it, or set sprocket.pubsub.aws.missing=create", null);
		}
		return arn;
	}

	// Every look goes through all topics of the account, so that what one finds is kept
	// for other topics, and no two go side by side.

	private @Nullable String listed(String name) {
		this.listing.lock();
		try {
			if (!this.listed.containsKey(name)) {
				this.listed.clear();
				this.sns.listTopicsPaginator()
					.topics()
					.stream()
					.map(Topic::topicArn)
					.forEach((arn) -> this.listed.put(arn.substring(arn.lastIndexOf(':') + 1), arn));
			}
			return this.listed.get(name);
		}
		finally {
			this.listing.unlock();
		}
	}

	// Whoever says that we may not list topics, or not as often, can be reached: all
	// instances of an account together may 30 times a second.

	void check() {
		try {
			this.sns.listTopics(
					(request) -> request.overrideConfiguration((override) -> override.apiCallTimeout(CHECK_TIME)));
		}
		catch (SdkException ex) {
			if (!AwsErrors.isReached(ex)) {
				throw AwsErrors.of("SNS", ex);
			}
		}
	}

}
