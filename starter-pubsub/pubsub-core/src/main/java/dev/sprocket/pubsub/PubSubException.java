// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.ServiceException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Something about pub/sub did not work. Rendered to callers like any
 * {@link ServiceException}: a backend that is down is a 503. The message names topics,
 * stores and what the driver said; callers read the {@link #detail()} instead.
 */
public class PubSubException extends ServiceException {

	private static final long serialVersionUID = 1L;

	private final ErrorKind kind;

	/**
	 * Create an exception.
	 * @param kind the kind
	 * @param message what happened with the name of the thing, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public PubSubException(ErrorKind kind, String message, @Nullable Throwable cause) {
		super(codeOf(kind), "PUBSUB_" + kind.name(), message, Map.of(), cause);
		this.kind = kind;
	}

	/**
	 * Return the kind.
	 * @return the kind
	 */
	public ErrorKind kind() {
		return this.kind;
	}

	@Override
	public String detail() {
		return switch (this.kind) {
			case UNAVAILABLE, CLOSED -> "Messages cannot be taken now; try again later.";
			case FULL -> "Too many messages are waiting; try again later.";
			case TIMEOUT -> "There was no answer in time: the message may or may not be stored.";
			case TOO_LARGE -> "The message is too large.";
			default -> "Messages cannot be taken as this service is set up; trying again does not help.";
		};
	}

	private static ErrorCode codeOf(ErrorKind kind) {
		return switch (kind) {
			case FULL, UNAVAILABLE, TIMEOUT, CLOSED -> ErrorCode.UNAVAILABLE;
			case TOO_LARGE -> ErrorCode.INVALID_ARGUMENT;
			default -> ErrorCode.INTERNAL;
		};
	}

}
