// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

/**
 * Thrown on purpose.
 */
final class DeliberateException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	DeliberateException() {
		super("failed on purpose");
	}

}
