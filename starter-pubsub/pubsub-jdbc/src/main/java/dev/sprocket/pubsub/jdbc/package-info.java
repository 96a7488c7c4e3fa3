// SPDX-License-Identifier: Apache-2.0

/**
 * Durable pub/sub on a database. With nothing configured messages are kept in a SQLite
 * file of this process; with {@code sprocket.pubsub.backend=jdbc} in the application's
 * own database, where publishing joins its transactions. Start at
 * {@link dev.sprocket.pubsub.jdbc.EmbeddedBackendFactory} and
 * {@link dev.sprocket.pubsub.jdbc.JdbcBackendFactory}.
 */
@NullMarked
package dev.sprocket.pubsub.jdbc;

import org.jspecify.annotations.NullMarked;
