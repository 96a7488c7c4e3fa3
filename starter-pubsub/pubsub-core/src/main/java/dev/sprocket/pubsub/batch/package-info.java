// SPDX-License-Identifier: Apache-2.0

/**
 * Several messages in one call of a handler. Start at
 * {@link dev.sprocket.pubsub.batch.Batch}, or
 * {@link dev.sprocket.pubsub.PubSub#subscribeBatch} for a function.
 */
@NullMarked
package dev.sprocket.pubsub.batch;

import org.jspecify.annotations.NullMarked;
