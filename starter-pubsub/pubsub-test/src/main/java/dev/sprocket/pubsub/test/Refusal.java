// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a test of the suite that sees a capability refused in words where a backend does
 * not have it. It passes on every backend, and says nothing of what that can do.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@interface Refusal {

}
