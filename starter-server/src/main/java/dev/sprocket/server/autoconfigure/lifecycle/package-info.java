// SPDX-License-Identifier: Apache-2.0

/**
 * The part that the HTTP server takes in the stop of a process: it tells clients to go,
 * closes its port, finishes what it began to read, and notices when its port is dead.
 */
@NullMarked
package dev.sprocket.server.autoconfigure.lifecycle;

import org.jspecify.annotations.NullMarked;
