// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Says of a status that it came from a service that was called from here: it is the cause
 * of the {@link io.grpc.StatusRuntimeException} that a client throws. A handler that lets
 * such an exception pass answers an error of its own
 * (<a href="https://google.aip.dev/193">AIP-193</a>, error propagation).
 */
public final class DownstreamException extends Exception {

	private static final long serialVersionUID = 1L;

	private final String method;

	/**
	 * Create the cause of a status.
	 * @param method the full name of the method that was called
	 * @param cause what this process knows of the reason, or {@code null}
	 */
	public DownstreamException(String method, @Nullable Throwable cause) {
		super(method + " failed", cause, false, false);
		this.method = method;
	}

	/**
	 * Return the method that was called.
	 * @return its full name, such as {@code library.v1.Library/GetBook}
	 */
	public String method() {
		return this.method;
	}

}
