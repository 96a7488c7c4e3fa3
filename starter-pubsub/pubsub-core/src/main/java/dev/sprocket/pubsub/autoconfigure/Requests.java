// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.Set;
import java.util.function.Supplier;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeType;

import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Requests to the endpoints.
 */
final class Requests {

	private static final Set<ErrorKind> MISTAKES = Set.of(ErrorKind.INVALID, ErrorKind.UNSUPPORTED, ErrorKind.NOT_FOUND,
			ErrorKind.TOO_LARGE);

	private static final MimeType PROBLEM = MimeType.valueOf("application/problem+json");

	private Requests() {
	}

	/**
	 * Answer a request, or say what is wrong with it.
	 * @param answer the answer
	 * @return what the endpoint returns
	 */
	static WebEndpointResponse<Object> answer(Supplier<Object> answer) {
		try {
			return new WebEndpointResponse<>(answer.get());
		}
		catch (PubSubException ex) {
			if (MISTAKES.contains(ex.kind())) {
				return mistake(ex.kind(), String.valueOf(ex.getMessage()));
			}
			throw ex;
		}
	}

	static WebEndpointResponse<Object> mistake(ErrorKind kind, String detail) {
		Problem problem = (kind == ErrorKind.NOT_FOUND)
				? new Problem("Not Found", WebEndpointResponse.STATUS_NOT_FOUND, kind, detail)
				: new Problem("Bad Request", WebEndpointResponse.STATUS_BAD_REQUEST, kind, detail);
		return new WebEndpointResponse<>(problem, problem.status(), PROBLEM);
	}

	/**
	 * What is wrong with a request, as RFC 9457 has it.
	 *
	 * @param title what the status means
	 * @param status the status
	 * @param code the kind of the mistake
	 * @param detail what is wrong and what to do
	 */
	record Problem(String title, int status, ErrorKind code, String detail) {

	}

}
