// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import org.jspecify.annotations.Nullable;

/**
 * A setting of a Kafka client that the backend cannot work with.
 */
public final class KafkaSettingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	KafkaSettingException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
