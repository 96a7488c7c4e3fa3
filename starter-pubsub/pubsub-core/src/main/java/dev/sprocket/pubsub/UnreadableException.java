// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.io.PrintWriter;
import java.io.Writer;

/**
 * Stands for an exception of a handler or codec that throws when it is looked at, so that
 * its message is retried, logged and kept like any other.
 */
final class UnreadableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private static final int MAX_CAUSES = 32;

	private UnreadableException(Throwable unreadable, Throwable failure) {
		super(unreadable.getClass().getName() + ", which cannot be looked at: that throws a "
				+ failure.getClass().getName());
	}

	/**
	 * Return an error that can be looked at.
	 * @param error what was thrown
	 * @return that very error, or what stands for it
	 */
	static Throwable readable(Throwable error) {
		try {
			error.printStackTrace(new PrintWriter(Writer.nullWriter()));
			Throwable cause = error;
			for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
				cause.getMessage();
				cause = cause.getCause();
			}
			return error;
		}
		catch (Throwable ex) {
			return new UnreadableException(error, ex);
		}
	}

}
