// SPDX-License-Identifier: Apache-2.0

/**
 * The conformance suite that every backend passes, and the kit it is made of. The author
 * of a backend starts at {@link dev.sprocket.pubsub.test.BackendConformanceTests}, the
 * author of an application at {@link dev.sprocket.pubsub.test.TestPubSub}.
 */
@NullMarked
package dev.sprocket.pubsub.test;

import org.jspecify.annotations.NullMarked;
