// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

import org.jspecify.annotations.Nullable;

/**
 * Says whether bodies are what their topic carries. Thread-safe.
 */
public interface PayloadSchema {

	/**
	 * Return the name of the schema, for messages to people.
	 * @return such as where it was read from
	 */
	String name();

	/**
	 * Return what is wrong with a body.
	 * @param body the encoded payload; do not change
	 * @return where it breaks which rule, or {@code null} if it breaks none
	 */
	@Nullable String problem(byte[] body);

}
