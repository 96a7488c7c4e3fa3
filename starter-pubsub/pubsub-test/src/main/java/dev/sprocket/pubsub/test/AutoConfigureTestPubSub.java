// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;

/**
 * Replaces the backends of the application under test, whichever they are, with one in
 * memory on a clock that the test moves; nothing else changes. Inject {@link TestPubSub}
 * to see what happens and to let things fail. Add it beside {@code @SpringBootTest}.
 * <p>
 * What is published in a transaction joins it with an outbox, or on any topic where
 * {@code sprocket.pubsub.backend} is {@code jdbc}; not where that is set for single
 * topics only. What the real backend cannot do is not refused here: that is said when the
 * application starts with it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Import(TestPubSubConfiguration.class)
public @interface AutoConfigureTestPubSub {

}
