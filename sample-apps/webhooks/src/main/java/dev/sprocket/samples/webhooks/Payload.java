// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What this service reads of a payload; all else in it is for other subscribers.
 *
 * @param action what happened to the subject of the event, or {@code null}
 * @param repository where it happened, or {@code null}
 * @param organization whose it is, or {@code null}
 * @param sender who did it, or {@code null}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Payload(@Nullable String action, @Nullable Repository repository, @Nullable Account organization,
		@Nullable Account sender) {

	@Nullable String repositoryName() {
		return (this.repository != null) ? this.repository.fullName() : null;
	}

	@Nullable String organizationLogin() {
		return (this.organization != null) ? this.organization.login() : null;
	}

	@Nullable String senderLogin() {
		return (this.sender != null) ? this.sender.login() : null;
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
