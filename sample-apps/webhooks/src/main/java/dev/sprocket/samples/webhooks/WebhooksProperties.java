// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.file.Path;

import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of this service.
 *
 * @param secret the secret that was given to GitHub with the webhook's address
 * @param data folder of the database; made if it is missing
 * @param replay file of example payloads to sign and post to this service when it is up
 */
@Validated
@ConfigurationProperties("webhooks")
record WebhooksProperties(
		@NotBlank(message = "must be the secret that was given to GitHub with the webhook's address: set the "
				+ "environment variable WEBHOOKS_SECRET, or for a try-out run with the profile dev") String secret,
		@DefaultValue("./data") Path data, @Nullable Path replay) {

}
