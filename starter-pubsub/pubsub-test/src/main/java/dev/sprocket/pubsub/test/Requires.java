// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.sprocket.pubsub.spi.Capability;

/**
 * What a backend must declare for a test of the suite to apply to it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@interface Requires {

	/**
	 * The capability; a backend that does not have it is shown as such in the matrix.
	 * @return the capability
	 */
	Capability value();

}
