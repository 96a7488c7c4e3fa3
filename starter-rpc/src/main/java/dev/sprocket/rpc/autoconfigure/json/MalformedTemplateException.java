// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

/**
 * A path template is not well-formed.
 */
final class MalformedTemplateException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MalformedTemplateException(String reason) {
		super(reason);
	}

}
