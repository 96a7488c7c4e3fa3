// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

/**
 * Whether messages are published as CloudEvents 1.0. Those of others are read whatever
 * the mode.
 */
public enum CloudEventMode {

	/** They are not. */
	NONE,

	/**
	 * The body stays as it is and the attributes are headers: {@code ce_id},
	 * {@code ce_source}, {@code ce_type} and so on, and {@code content-type}, as in the
	 * Kafka protocol binding.
	 */
	BINARY,

	/**
	 * Body and attributes are one JSON document of type
	 * {@code application/cloudevents+json}, as in the JSON event format.
	 */
	STRUCTURED

}
