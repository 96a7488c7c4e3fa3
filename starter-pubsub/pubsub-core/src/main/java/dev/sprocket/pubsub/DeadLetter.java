// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Changes where a {@link Subscribe} method's messages go that it cannot handle.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface DeadLetter {

	/**
	 * Whether they are kept; if not they are logged as an error and dropped.
	 * @return {@code true} by default
	 */
	boolean enabled() default true;

	/**
	 * The topic of the dead letters, another than that of the method; may hold
	 * placeholders.
	 * @return by default {@code <topic>.<group>.dlq}
	 */
	String topic() default "";

	/**
	 * Whether a dead letter carries the stack trace, at most 4 KiB of it.
	 * @return {@code false} by default: a stack tells more than a broker should keep
	 */
	boolean stackTrace() default false;

	/**
	 * What becomes of the messages of a key behind one that cannot be handled.
	 * @return they are handled by default; {@link DeadLetterPolicy.OnFailure#PARK_KEY}
	 * needs order by key
	 */
	DeadLetterPolicy.OnFailure onFailure() default DeadLetterPolicy.OnFailure.SKIP;

	/**
	 * How many dead letters there may be before keys that are parked wait instead of
	 * following into them.
	 * @return at least 1; 10,000 by default
	 */
	int maxParked() default 10_000;

}
