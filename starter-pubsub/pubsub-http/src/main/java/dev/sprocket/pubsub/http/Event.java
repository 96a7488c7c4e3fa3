// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A message as it travels.
 *
 * @param id its id
 * @param key its key, or {@code null}
 * @param attempt which attempt the sender says it is, or 0 if it does not count
 * @param headers the headers of the message, content type included
 * @param body the payload
 */
record Event(String id, @Nullable String key, int attempt, Map<String, String> headers, byte[] body) {

}
