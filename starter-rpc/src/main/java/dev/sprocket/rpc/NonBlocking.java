// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that a gRPC service, or one method of it, never waits: no lock held for long, no
 * database, no other service. It is called on the event loop of the server, without a
 * thread of its own, which costs a fraction of the usual call; a handler that does wait
 * holds up every call of the connections that share its loop.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface NonBlocking {

}
