// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The headers and the body of a request.
 *
 * @param headers names in lower case to values
 * @param body the body
 */
public record HttpMessage(Map<String, String> headers, byte[] body) {

	@Nullable String header(String name) {
		return this.headers.get(name);
	}

}
