// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.dashboard;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of this service.
 *
 * @param secret the secret that webhooks checks deliveries with
 * @param traffic what to send as soon as an instance is found
 */
@Validated
@ConfigurationProperties("dashboard")
record DashboardProperties(@NotBlank String secret, @Valid @DefaultValue Rates traffic) {

}
