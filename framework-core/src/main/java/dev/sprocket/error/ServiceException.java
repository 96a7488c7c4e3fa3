// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An error that a caller may see. HTTP answers it as RFC 9457 problem+json, RPC as
 * {@code google.rpc.Status}, a dead letter in its headers. The {@link #detail()} goes
 * over the wire as it is, which is the message unless a subclass says something else: it
 * must not hold internals; the cause never leaves the process.
 */
public class ServiceException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ErrorCode code;

	private final String reason;

	private final LinkedHashMap<String, String> metadata;

	/**
	 * Create an error without metadata.
	 * @param code the canonical code
	 * @param reason a constant in UPPER_SNAKE_CASE that a program can compare, such as
	 * {@code ACCOUNT_LOCKED}
	 * @param message a sentence for a person
	 */
	public ServiceException(ErrorCode code, String reason, String message) {
		this(code, reason, message, Map.of(), null);
	}

	/**
	 * Create an error.
	 * @param code the canonical code
	 * @param reason a constant in UPPER_SNAKE_CASE that a program can compare
	 * @param message a sentence for a person
	 * @param metadata further facts for a program; sent to the caller
	 * @param cause what went wrong inside; logged, never sent
	 */
	public ServiceException(ErrorCode code, String reason, String message, Map<String, String> metadata,
			@Nullable Throwable cause) {
		super(message, cause);
		this.code = code;
		this.reason = reason;
		this.metadata = new LinkedHashMap<>(metadata);
	}

	/**
	 * Return the canonical code.
	 * @return the code
	 */
	public ErrorCode code() {
		return this.code;
	}

	/**
	 * Return the sentence for callers. A subclass whose message is for the log, with
	 * names of files or hosts, overrides this.
	 * @return the message by default
	 */
	public @Nullable String detail() {
		return getMessage();
	}

	/**
	 * Return the reason that a program can compare.
	 * @return a constant in UPPER_SNAKE_CASE
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Return further facts for a program.
	 * @return an unmodifiable map in the order given, empty by default
	 */
	public Map<String, String> metadata() {
		return Collections.unmodifiableMap(this.metadata);
	}

}
