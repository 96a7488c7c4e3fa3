// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the embedded membership. Who belongs together is Boot's own
 * {@code spring.application.group}, {@code default} without one.
 *
 * @param enabled whether this application takes part; another registry beside it changes
 * nothing about that
 * @param join where other instances are, as {@code host} or {@code host:port} (7800
 * without one), any of them is enough; a name with several addresses stands for all of
 * them and is asked for again. Empty for this machine alone
 * @param key the secret that all instances share, at least 16 characters; needed as soon
 * as they leave this machine
 * @param acceptedKeys further secrets whose messages are read, so that the key can be
 * changed without an interruption
 * @param bindAddress the address to listen at: loopback by default, with a join line the
 * one from which the first of its hosts is reached
 * @param bindPort the port to listen at, 7800 by default and any free one on loopback
 * without a join line; the next port tells of crashes
 * @param directory where the instances of one machine leave their addresses: readable by
 * the owner alone, {@code sprocket-<user>} in {@code java.io.tmpdir} by default
 * @param heartbeatTimeout how long an instance may be silent before it counts as failed;
 * a process that ended is noticed at once
 */
@ConfigurationProperties("sprocket.discovery.embedded")
record EmbeddedDiscoveryProperties(@DefaultValue("true") boolean enabled, @DefaultValue List<String> join,
		@Nullable String key, @DefaultValue List<String> acceptedKeys, @Nullable String bindAddress,
		@Nullable Integer bindPort, @Nullable Path directory, @DefaultValue("10s") Duration heartbeatTimeout) {

}
