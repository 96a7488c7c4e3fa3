// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.time.Duration;
import java.util.function.Predicate;

import io.grpc.Metadata;

/**
 * Gives a unary call without a deadline ours, in the header in which a caller would have
 * sent it (<a href= "https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">gRPC
 * over HTTP/2</a>), so that it is kept and passed on as any other. Streams may go on for
 * as long as their callers listen.
 */
final class DefaultDeadline {

	private static final Metadata.Key<String> TIMEOUT = Metadata.Key.of("grpc-timeout",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final long MAX_DIGITS = 99_999_999;

	private final Predicate<String> unary;

	private final String value;

	DefaultDeadline(Duration deadline, Predicate<String> unary) {
		this.unary = unary;
		this.value = deadline.isZero() ? "" : format(deadline);
	}

	void apply(String method, Metadata headers) {
		if (!this.value.isEmpty() && !headers.containsKey(TIMEOUT) && this.unary.test(method)) {
			headers.put(TIMEOUT, this.value);
		}
	}

	private static String format(Duration deadline) {
		boolean fits = deadline.compareTo(Duration.ofMillis(MAX_DIGITS)) <= 0;
		return fits ? Math.max(1, deadline.toMillis()) + "m" : Math.min(MAX_DIGITS, deadline.toSeconds()) + "S";
	}

}
