// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a request is answered: with 2xx the sender may forget the message, with anything
 * else it is still the sender's.
 *
 * @param status the status
 * @param retryAfter when to send it again at the earliest, or {@code null}
 * @param attempted whether it is to be sent again after a handler has begun to work on
 * it: then, and only then, the request counts as an attempt
 * @param detail why it is not done, or {@code null}
 */
public record Answer(int status, @Nullable Duration retryAfter, boolean attempted, @Nullable String detail) {

	/** Done with. */
	static final Answer DONE = new Answer(204, null, false, null);

	/** Never to be sent again, and kept by nobody here: the sender may. */
	static final Answer REJECTED = new Answer(422, null, false, "rejected");

	/** Longer than a new instance needs to take over. */
	private static final Duration SOON = Duration.ofMillis(500);

	/**
	 * Return the headers that go with the status.
	 * @return names to values
	 */
	public Map<String, String> headers() {
		Map<String, String> headers = new LinkedHashMap<>();
		if (this.retryAfter != null) {
			headers.putAll(RetryAfter.headers(this.retryAfter));
		}
		if (this.attempted) {
			headers.put(HttpPoster.ATTEMPTED, "true");
		}
		return headers;
	}

	static Answer refused(int status, String detail) {
		return new Answer(status, null, false, detail);
	}

	static Answer released(Duration delay, boolean attempted) {
		return new Answer(503, delay, attempted, "not handled");
	}

	static Answer away(String detail) {
		return new Answer(503, SOON, false, detail);
	}

	static Answer full() {
		return new Answer(429, SOON, false, "too many messages wait here");
	}

}
