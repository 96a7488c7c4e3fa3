// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Changes the retry policy of a {@link Subscribe} method; what is not given stays as
 * {@link RetryPolicy} has it. Durations are written as Boot reads them, {@code 200ms} or
 * {@code 60s}, and may hold placeholders. Of several the first holds whose {@link #on()}
 * the exception is; one without comes last and holds for all others.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(Retry.Several.class)
public @interface Retry {

	/**
	 * How often a message is tried at most, the first attempt included.
	 * @return at least 1
	 */
	int attempts() default 5;

	/**
	 * Pause before the second attempt.
	 * @return a duration
	 */
	String backoff() default "200ms";

	/**
	 * Each pause is that many times the one before.
	 * @return at least 1
	 */
	double multiplier() default 3;

	/**
	 * No pause is longer.
	 * @return a duration
	 */
	String maxBackoff() default "60s";

	/**
	 * Each pause is longer or shorter by up to this share of it.
	 * @return from 0 to 1
	 */
	double jitter() default 0.2;

	/**
	 * No attempt begins later than that after the first failure.
	 * @return a duration; empty for no such limit
	 */
	String maxElapsed() default "";

	/**
	 * Retry only these, their subclasses and what is caused by them.
	 * @return empty for all
	 */
	Class<? extends Throwable>[] on() default {};

	/**
	 * Never retry these, their subclasses and what is caused by them.
	 * @return empty for none
	 */
	Class<? extends Throwable>[] notOn() default {};

	/**
	 * Several of them on one method.
	 */
	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@interface Several {

		/**
		 * The policies.
		 * @return in the order in which they are asked
		 */
		Retry[] value();

	}

}
