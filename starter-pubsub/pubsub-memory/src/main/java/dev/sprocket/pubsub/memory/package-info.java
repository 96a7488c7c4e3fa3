// SPDX-License-Identifier: Apache-2.0

/**
 * Pub/sub inside one process, for tests and for what may be lost. Start at
 * {@link dev.sprocket.pubsub.memory.MemoryBackend}; with a
 * {@link dev.sprocket.pubsub.memory.VirtualClock} a test decides when time passes.
 */
@NullMarked
package dev.sprocket.pubsub.memory;

import org.jspecify.annotations.NullMarked;
