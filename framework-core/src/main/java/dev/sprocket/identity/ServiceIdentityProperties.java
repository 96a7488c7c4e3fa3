// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the identity. Name and version are Boot's own
 * {@code spring.application.name} and {@code spring.application.version}.
 *
 * @param instanceId unique among the instances that run at the same time; by default the
 * host name and six random characters
 * @param zone the failure domain in which the instance runs, such as an availability zone
 */
@ConfigurationProperties("sprocket.identity")
record ServiceIdentityProperties(@Nullable String instanceId, @Nullable String zone) {

}
