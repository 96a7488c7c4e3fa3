// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.Set;
import java.util.function.Supplier;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Requests to the endpoints.
 */
final class Requests {

	private static final Set<ErrorKind> MISTAKES = Set.of(ErrorKind.INVALID, ErrorKind.UNSUPPORTED, ErrorKind.NOT_FOUND,
			ErrorKind.TOO_LARGE);

	private Requests() {
	}

	/**
	 * Answer a request, or say in a 400 what is wrong with it.
	 * @param answer the answer
	 * @param <T> its type
	 * @return the answer
	 */
	static <T> T checked(Supplier<T> answer) {
		try {
			return answer.get();
		}
		catch (PubSubException ex) {
			if (MISTAKES.contains(ex.kind())) {
				throw new InvalidEndpointRequestException(String.valueOf(ex.getMessage()), ex.kind().name(), ex);
			}
			throw ex;
		}
	}

}
