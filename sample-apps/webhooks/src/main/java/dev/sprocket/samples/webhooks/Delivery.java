// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import dev.sprocket.pubsub.OutgoingMessage;

/**
 * A delivery whose signature was right.
 *
 * @param id GitHub's id of it, the same when it is sent again
 * @param event the name of the event, such as {@code push}
 * @param payload what this service reads of the body
 * @param body the body as GitHub sent it
 */
record Delivery(String id, String event, Payload payload, byte[] body) {

	static final String TOPIC = "github.deliveries";

	static final String ID_HEADER = "github-delivery";

	static final String EVENT_HEADER = "github-event";

	OutgoingMessage toMessage() {
		return OutgoingMessage.of(TOPIC, this.body)
			.contentType("application/json")
			.key(key())
			.header(ID_HEADER, this.id)
			.header(EVENT_HEADER, this.event);
	}

	String key() {
		String repository = this.payload.repositoryName();
		if (repository != null) {
			return repository;
		}
		String organization = this.payload.organizationLogin();
		return (organization != null) ? organization : this.event;
	}

}
