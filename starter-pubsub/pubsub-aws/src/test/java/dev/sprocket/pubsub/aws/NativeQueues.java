// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.awaitility.Awaitility;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Queues as somebody else makes and uses them, and a client that is refused what a policy
 * does not allow.
 */
final class NativeQueues implements AutoCloseable {

	private final SqsClient sqs;

	private final SqsClient restricted;

	private final Set<Class<? extends SdkRequest>> forbidden = ConcurrentHashMap.newKeySet();

	private volatile String forbiddenQueue = "";

	NativeQueues(URI endpoint) {
		this.sqs = Emulator.sqs(endpoint);
		this.restricted = Emulator.sqs(endpoint, new Refusals());
	}

	SqsClient restricted() {
		return this.restricted;
	}

	void forbid(String queue, Class<? extends SdkRequest> request) {
		this.forbiddenQueue = queue;
		this.forbidden.add(request);
	}

	void allowAll() {
		this.forbidden.clear();
	}

	void create(String name) {
		create(name, Map.of());
	}

	void create(String name, String deadLetters, int maxReceives) {
		create(name,
				Map.of(QueueAttributeName.REDRIVE_POLICY,
						"{\"deadLetterTargetArn\":\"" + attribute(deadLetters, QueueAttributeName.QUEUE_ARN)
								+ "\",\"maxReceiveCount\":" + maxReceives + "}"));
	}

	private void create(String name, Map<QueueAttributeName, String> attributes) {
		Map<QueueAttributeName, String> all = new HashMap<>(attributes);
		if (name.endsWith(".fifo")) {
			all.put(QueueAttributeName.FIFO_QUEUE, "true");
		}
		this.sqs.createQueue((request) -> request.queueName(name).attributes(all));
	}

	void send(String name, String body) {
		this.sqs.sendMessage((request) -> request.queueUrl(url(name)).messageBody(body));
	}

	/**
	 * Receive a message as somebody who dies then.
	 * @param name the queue
	 * @param lease for how long nobody else gets it
	 */
	void take(String name, Duration lease) {
		assertThat(this.sqs
			.receiveMessage((request) -> request.queueUrl(url(name)).visibilityTimeout((int) lease.toSeconds()))
			.messages()).hasSize(1);
	}

	/**
	 * Receive a message as somebody who dies each time, until SQS moves it.
	 * @param name the queue
	 * @param deadLetters its dead-letter queue
	 */
	void exhaust(String name, String deadLetters) {
		int before = size(deadLetters);
		Awaitility.await().until(() -> receive(name).isEmpty() && size(deadLetters) > before);
	}

	private List<Message> receive(String name) {
		return this.sqs.receiveMessage((request) -> request.queueUrl(url(name)).visibilityTimeout(0)).messages();
	}

	/**
	 * Return how many messages a queue holds.
	 * @param name the queue
	 * @return their number, those in flight included
	 */
	int size(String name) {
		return visible(name)
				+ Integer.parseInt(attribute(name, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
	}

	/**
	 * Return how many messages of a queue nobody has.
	 * @param name the queue
	 * @return their number
	 */
	int visible(String name) {
		return Integer.parseInt(attribute(name, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
	}

	private String attribute(String name, QueueAttributeName attribute) {
		return this.sqs.getQueueAttributes((request) -> request.queueUrl(url(name)).attributeNames(attribute))
			.attributes()
			.get(attribute);
	}

	private String url(String name) {
		return this.sqs.getQueueUrl((request) -> request.queueName(name)).queueUrl();
	}

	@Override
	public void close() {
		this.sqs.close();
		this.restricted.close();
	}

	private final class Refusals implements ExecutionInterceptor {

		@Override
		public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
			SdkRequest request = context.request();
			if (NativeQueues.this.forbidden.contains(request.getClass())
					&& request.toString().contains(NativeQueues.this.forbiddenQueue)) {
				throw SqsException.builder()
					.statusCode(403)
					.awsErrorDetails(AwsErrorDetails.builder()
						.errorCode("AccessDenied")
						.errorMessage("not authorized to perform " + request.getClass().getSimpleName())
						.build())
					.build();
			}
		}

	}

}
