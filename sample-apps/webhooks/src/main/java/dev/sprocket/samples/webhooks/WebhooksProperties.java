// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.file.Path;
import java.time.Duration;

import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of this service.
 *
 * @param secret the secret that was given to GitHub with the webhook's address
 * @param data folder of the database; made if it is missing
 * @param retention how long the id of a delivery is remembered, so that it has no second
 * effect when it is sent again; GitHub sends it again for up to 3 days
 * @param replay file of example payloads to sign and post to this service when it is up
 */
@Validated
@ConfigurationProperties("webhooks")
record WebhooksProperties(@NotBlank String secret, @DefaultValue("./data") Path data,
		@DefaultValue("30d") @DurationMin(days = 3) Duration retention, @Nullable Path replay) {

}
