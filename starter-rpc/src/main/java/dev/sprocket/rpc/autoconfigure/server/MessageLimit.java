// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import io.grpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which property bounds a message that was refused. The transport refuses it before
 * anything of ours sees the call, so that this is said to the log and not to the caller.
 */
final class MessageLimit {

	private static final Logger logger = LoggerFactory.getLogger(MessageLimit.class);

	private static final String REFUSAL = "exceeds maximum size";

	private MessageLimit() {
	}

	static void explain(String method, Status status) {
		String description = status.getDescription();
		if (description != null && description.contains(REFUSAL)) {
			logger.warn("{} was refused a request: {}; spring.grpc.server.inbound.message.max-size is the limit",
					method, description);
		}
	}

}
