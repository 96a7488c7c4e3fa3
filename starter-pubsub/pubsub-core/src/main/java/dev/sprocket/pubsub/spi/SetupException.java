// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import org.jspecify.annotations.Nullable;

/**
 * An application cannot start before somebody changes how it is set up. Boot prints the
 * two parts of the message as description and action, without a stack trace.
 */
public class SetupException extends BackendException {

	private static final long serialVersionUID = 1L;

	private final String problem;

	private final String remedy;

	/**
	 * Create an exception.
	 * @param kind the kind
	 * @param problem what is wrong, with the name of the thing and without a full stop
	 * @param remedy what to do, in whole sentences
	 * @param cause the exception of the client, or {@code null}
	 */
	public SetupException(ErrorKind kind, String problem, String remedy, @Nullable Throwable cause) {
		super(kind, problem + ". " + remedy, cause);
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * Return what is wrong.
	 * @return a sentence without a full stop
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * Return what to do.
	 * @return whole sentences
	 */
	public String remedy() {
		return this.remedy;
	}

}
