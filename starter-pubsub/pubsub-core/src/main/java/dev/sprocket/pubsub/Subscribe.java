// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.sprocket.pubsub.batch.Batch;
import dev.sprocket.pubsub.spi.Ordering;

/**
 * Makes a method of a bean handle the messages of a topic. Its parameters are found by
 * type: the payload, a {@link Message} of it, an {@link Acknowledgment}. A normal return
 * acknowledges the message; an exception retries it, by default up to four times with
 * growing pauses, then keeps it as a dead letter. See {@link Retry}, {@link DeadLetter}
 * and {@link Batch}. <pre>
 * &#064;Subscribe(topic = "orders", group = "billing")
 * void bill(Order order) { ... }
 * </pre>
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Subscribe {

	/**
	 * The topic; may hold placeholders.
	 * @return the topic
	 */
	String topic();

	/**
	 * The group: its members in all processes share the messages, so that two methods of
	 * an application cannot be in one group of a topic. May hold placeholders.
	 * @return the group; by default {@code spring.application.name}, a dot and the name
	 * of the method, which takes a name where other applications reach the backend
	 */
	String group() default "";

	/**
	 * How many messages are handled at a time by this process.
	 * @return at least 1; 0 means the default, {@code sprocket.pubsub.concurrency}
	 */
	int concurrency() default 0;

	/**
	 * The order asked for.
	 * @return none by default
	 */
	Ordering ordering() default Ordering.NONE;

	/**
	 * Who acknowledges.
	 * @return the return of the method by default
	 */
	AckMode ackMode() default AckMode.AUTO;

	/**
	 * Whether the effects of the method on the pub/sub data source are to be
	 * exactly-once: it then runs in a transaction that also remembers the message. This
	 * line is enough where {@code sprocket-pubsub-jdbc} and a data source with the
	 * pub/sub tables are, whatever the backend; refused at start otherwise.
	 * @return {@code false} by default
	 */
	boolean inbox() default false;

}
