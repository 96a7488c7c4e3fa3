// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What others learn of this instance. Name, version, instance id and zone are those of
 * the identity.
 *
 * @param host how others reach this machine, a name or an address; by default
 * server.address where that is set, else the address that spring.cloud.inetutils.*
 * chooses
 * @param metadata what else others may want to know of this instance, by name
 */
@ConfigurationProperties("sprocket.discovery")
record RegistrationProperties(@Nullable String host, @DefaultValue Map<String, String> metadata) {

}
