// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

/**
 * Names of the metrics, spans and attributes of pub/sub. Those that OpenTelemetry has
 * names for follow its <a href=
 * "https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/">semantic
 * conventions for messaging</a>. Attributes are topic, group, backend, operation and the
 * class of an error: their number is bounded by the subscriptions and topics of a
 * service.
 */
public final class PubSubObservations {

	/** Timer: one publish, as the caller saw it; its span ends with it. */
	public static final String OPERATION_DURATION = "messaging.client.operation.duration";

	/** Counter: messages that were to be stored. */
	public static final String SENT_MESSAGES = "messaging.client.sent.messages";

	/** Counter: messages that were fetched. */
	public static final String CONSUMED_MESSAGES = "messaging.client.consumed.messages";

	/** Timer: one call of a handler, a batch or not. */
	public static final String PROCESS_DURATION = "messaging.process.duration";

	/** Counter: messages that became dead letters. */
	public static final String DEAD_LETTERS = "sprocket.pubsub.dead.letters";

	/** Counter: attempts that failed and are tried again. */
	public static final String RETRIES = "sprocket.pubsub.retries";

	/** Counter: messages dropped because their time to live was over. */
	public static final String EXPIRED = "sprocket.pubsub.expired";

	/** Counter: settlements that the backend refused or that came too late. */
	public static final String FAILED_SETTLEMENTS = "sprocket.pubsub.failed.settlements";

	/** Distribution summary: how many messages a handler of batches was given. */
	public static final String BATCH_SIZE = "sprocket.pubsub.batch.size";

	/** Gauge: messages with handlers. */
	public static final String IN_FLIGHT = "sprocket.pubsub.in.flight";

	/** Gauge: messages fetched and not begun. */
	public static final String BUFFERED = "sprocket.pubsub.buffered";

	/** Gauge: messages that wait for the group, as the backend last said. */
	public static final String LAG = "sprocket.pubsub.lag";

	/** Time gauge: for how long the oldest of them waits that could be delivered. */
	public static final String LAG_AGE = "sprocket.pubsub.lag.age";

	/** Gauge: dead letters that are kept, as the backend last said. */
	public static final String DEAD_LETTERS_KEPT = "sprocket.pubsub.dead.letters.kept";

	/** Gauge: 1 while everything fails, see {@link CircuitBreakerPolicy}; otherwise 0. */
	public static final String CIRCUIT_OPEN = "sprocket.pubsub.circuit.open";

	/** Gauge: messages that were committed to an outbox and not relayed yet. */
	public static final String OUTBOX_MESSAGES = "sprocket.pubsub.outbox.messages";

	/** Time gauge: for how long the oldest of them waits. */
	public static final String OUTBOX_AGE = "sprocket.pubsub.outbox.age";

	/** Attribute: name of the backend. */
	public static final String SYSTEM = "messaging.system";

	/** Attribute: the topic. */
	public static final String DESTINATION = "messaging.destination.name";

	/** Attribute: the group. */
	public static final String GROUP = "messaging.consumer.group.name";

	/** Attribute: {@code publish}, {@code receive} or {@code process}. */
	public static final String OPERATION = "messaging.operation.name";

	/**
	 * Attribute: the operation in the words of OpenTelemetry, {@code send} if published.
	 */
	public static final String OPERATION_TYPE = "messaging.operation.type";

	/**
	 * Attribute: the kind or class of the error; if there was none, {@code none} with a
	 * metric, and absent from a span.
	 */
	public static final String ERROR_TYPE = "error.type";

	/** Attribute of the span of one message: its id. Never of a metric. */
	public static final String MESSAGE_ID = "messaging.message.id";

	/** Attribute of the span of a batch: how many messages it has. */
	public static final String BATCH_MESSAGE_COUNT = "messaging.batch.message_count";

	/**
	 * Attribute: why a message is a dead letter, see {@link DeadLetterHeaders#REASON}.
	 */
	public static final String REASON = "reason";

	private PubSubObservations() {
	}

}
