// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

/**
 * A setting with which nothing can be sent or received safely.
 */
public final class HttpSettingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Create an exception.
	 * @param message which setting, and what is wrong with it, without a full stop
	 * @param action what to do
	 */
	public HttpSettingException(String message, String action) {
		super(message);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
