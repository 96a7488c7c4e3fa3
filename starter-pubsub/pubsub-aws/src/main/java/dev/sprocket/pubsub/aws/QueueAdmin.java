// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;

/**
 * Finds, makes and removes queues. Thread-safe.
 */
final class QueueAdmin {

	/** The longest there is: what nobody has handled in this time is gone. */
	static final Duration RETENTION = Duration.ofDays(14);

	private static final Duration CHECK_TIME = Duration.ofMillis(500);

	private static final List<QueueAttributeName> COUNTS = List.of(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
			QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
			QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

	private final SqsClient sqs;

	private final AwsSettings settings;

	private final Map<String, String> urls = new ConcurrentHashMap<>();

	QueueAdmin(SqsClient sqs, AwsSettings settings) {
		this.sqs = sqs;
		this.settings = settings;
	}

	SqsClient client() {
		return this.sqs;
	}

	@Nullable String find(String name) {
		String known = this.urls.get(name);
		if (known != null) {
			return known;
		}
		try {
			String url = this.sqs.getQueueUrl((request) -> request.queueName(name)).queueUrl();
			this.urls.put(name, url);
			return url;
		}
		catch (SdkException ex) {
			BackendException failure = AwsErrors.of("Queue " + name, ex);
			if (AwsErrors.isMissing(failure)) {
				return null;
			}
			throw failure;
		}
	}

	/**
	 * Find a queue, or make it where that is permitted.
	 * @param who for whom, to begin the message of a failure
	 * @param name its name
	 * @param attributes what it has beyond the ordinary, from the beginning: what is set
	 * later takes effect a minute later
	 * @return its URL
	 */
	String require(String who, String name, Map<QueueAttributeName, String> attributes) {
		String url = find(name);
		if (url != null) {
			return url;
		}
		if (this.settings.missing() == Missing.FAIL) {
			throw new BackendException(ErrorKind.NOT_FOUND,
					who + ": queue " + name + " does not exist; create it, or set sprocket.pubsub.aws.missing=create",
					null);
		}
		return create(name, attributes);
	}

	private String create(String name, Map<QueueAttributeName, String> more) {
		Map<QueueAttributeName, String> attributes = new HashMap<>(more);
		attributes.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, String.valueOf(RETENTION.toSeconds()));
		this.settings.sizeAttributes()
			.forEach((attribute, value) -> attributes.put(QueueAttributeName.fromValue(attribute), value));
		if (this.settings.fifo()) {
			attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
		}
		try {
			String url = this.sqs.createQueue((request) -> request.queueName(name).attributes(attributes)).queueUrl();
			this.urls.put(name, url);
			return url;
		}
		catch (SdkException ex) {
			throw AwsErrors.of("Queue " + name + " cannot be created", ex);
		}
	}

	Map<QueueAttributeName, String> attributes(String name, String url) {
		return get(name, url, List.of(QueueAttributeName.QUEUE_ARN, QueueAttributeName.POLICY,
				QueueAttributeName.REDRIVE_POLICY, QueueAttributeName.MAXIMUM_MESSAGE_SIZE));
	}

	// The names of the queues whose dead-letter queue it is.

	List<String> deadLetterSources(String name, String url) {
		try {
			return this.sqs.listDeadLetterSourceQueuesPaginator((request) -> request.queueUrl(url))
				.queueUrls()
				.stream()
				.map((source) -> source.substring(source.lastIndexOf('/') + 1))
				.toList();
		}
		catch (SdkException ex) {
			throw failed(name, "whose dead-letter queue it is cannot be listed", ex);
		}
	}

	void policy(String name, String url, String policy) {
		try {
			this.sqs.setQueueAttributes(
					(request) -> request.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, policy)));
		}
		catch (SdkException ex) {
			throw failed(name, "its policy cannot be set", ex);
		}
	}

	@Nullable String tag(String name, String url, String key) {
		try {
			return this.sqs.listQueueTags((request) -> request.queueUrl(url)).tags().get(key);
		}
		catch (SdkException ex) {
			throw failed(name, "its tags cannot be read", ex);
		}
	}

	void tag(String name, String url, String key, String value) {
		try {
			this.sqs.tagQueue((request) -> request.queueUrl(url).tags(Map.of(key, value)));
		}
		catch (SdkException ex) {
			throw failed(name, "its tags cannot be written", ex);
		}
	}

	// Return what waits, as SQS estimates it: hidden messages are in hand or not due yet.

	Lag lag(String name, String url) {
		Map<QueueAttributeName, String> counts = get(name, url, COUNTS);
		return new Lag(counts.values().stream().mapToLong(Long::parseLong).sum(),
				Long.parseLong(counts.getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")), null);
	}

	// Return how many messages somebody has received and not settled, as SQS estimates
	// it.

	long inHand(String name, String url) {
		QueueAttributeName hidden = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;
		return Long.parseLong(get(name, url, List.of(hidden)).getOrDefault(hidden, "0"));
	}

	private Map<QueueAttributeName, String> get(String name, String url, List<QueueAttributeName> names) {
		try {
			return this.sqs.getQueueAttributes((request) -> request.queueUrl(url).attributeNames(names)).attributes();
		}
		catch (SdkException ex) {
			throw failed(name, "its attributes cannot be read", ex);
		}
	}

	// The queue may have been deleted by others: look for it again next time.

	private BackendException failed(String name, String what, SdkException ex) {
		this.urls.remove(name);
		return AwsErrors.of("Queue " + name + ": " + what, ex);
	}

	void delete(String name) {
		String url = find(name);
		this.urls.remove(name);
		if (url == null) {
			return;
		}
		try {
			this.sqs.deleteQueue((request) -> request.queueUrl(url));
		}
		catch (SdkException ex) {
			throw AwsErrors.of("Queue " + name + " cannot be deleted", ex);
		}
	}

	void forget(String name) {
		this.urls.remove(name);
	}

	// Whoever says that there is no such queue, or that we may not see it or ask as
	// often, can be reached.

	void check() {
		try {
			this.sqs.getQueueUrl((request) -> request.queueName("sprocket-health")
				.overrideConfiguration((override) -> override.apiCallTimeout(CHECK_TIME)));
		}
		catch (SdkException ex) {
			BackendException failure = AwsErrors.of("SQS", ex);
			if (!AwsErrors.isMissing(failure) && !AwsErrors.isReached(ex)) {
				throw failure;
			}
		}
	}

}
