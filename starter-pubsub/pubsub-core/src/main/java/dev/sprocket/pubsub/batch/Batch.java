// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.batch;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a {@link dev.sprocket.pubsub.Subscribe} method take several messages at a time: a
 * {@code List} of payloads or of {@link dev.sprocket.pubsub.Message}, and a
 * {@link BatchOutcome} if it wants to say which of them failed. A normal return
 * acknowledges them all; see {@link dev.sprocket.pubsub.BatchHandler} for what an
 * exception does. <pre>
 * &#064;Subscribe(topic = "clicks", group = "statistics")
 * &#064;Batch(maxSize = 500)
 * void store(List&lt;Click&gt; clicks) { ... }
 * </pre>
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Batch {

	/**
	 * How many messages at most.
	 * @return from 1 to 1,000; 100 by default
	 */
	int maxSize() default 100;

	/**
	 * How long the first message waits for others; may hold placeholders.
	 * @return a duration such as {@code 200ms}; {@code 0s} takes what is there
	 */
	String maxWait() default "1s";

}
