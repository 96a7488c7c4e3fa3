// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.OutgoingMessage;

/**
 * A delivery as GitHub sends it.
 *
 * @param id GitHub's id of it, the same when it is sent again
 * @param event the name of the event, such as {@code push}
 * @param body the JSON of the payload, byte for byte what was signed
 */
record Delivery(String id, String event, byte[] body) {

	static final String TOPIC = "github.deliveries";

	static final String ID_HEADER = "github-delivery";

	static final String EVENT_HEADER = "github-event";

	OutgoingMessage toMessage(Payload payload) {
		return OutgoingMessage.of(TOPIC, this.body)
			.contentType("application/json")
			.key(payload.keyOr(this.event))
			.header(ID_HEADER, this.id)
			.header(EVENT_HEADER, this.event);
	}

	/**
	 * What this service reads of a body; all else in it is for other subscribers.
	 *
	 * @param action what happened to the subject of the event, or {@code null}
	 * @param repository where it happened, or {@code null}
	 * @param organization whose it is, or {@code null}
	 * @param sender who did it, or {@code null}
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	record Payload(@Nullable String action, @Nullable Repository repository, @Nullable Account organization,
			@Nullable Account sender) {

		String keyOr(String event) {
			String repository = repositoryName();
			if (repository != null) {
				return repository;
			}
			String organization = (this.organization != null) ? this.organization.login() : null;
			return (organization != null) ? organization : event;
		}

		@Nullable String repositoryName() {
			return (this.repository != null) ? this.repository.fullName() : null;
		}

		@Nullable String senderLogin() {
			return (this.sender != null) ? this.sender.login() : null;
		}

	}

	/**
	 * A repository.
	 *
	 * @param fullName owner and name
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	record Repository(@JsonProperty("full_name") @Nullable String fullName) {

	}

	/**
	 * A person or an organisation.
	 *
	 * @param login its name
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	record Account(@Nullable String login) {

	}

}
