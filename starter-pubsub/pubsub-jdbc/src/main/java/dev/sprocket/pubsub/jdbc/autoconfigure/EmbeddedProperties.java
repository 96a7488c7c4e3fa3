// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the embedded backend.
 *
 * @param path the SQLite file; by default ./data/APPLICATION.pubsub.db, where APPLICATION
 * is spring.application.name
 */
@ConfigurationProperties("sprocket.pubsub.embedded")
record EmbeddedProperties(@Nullable Path path) {

	Path pathOr(String application) {
		return (this.path != null) ? this.path
				: Path.of("data", application.replaceAll("[^A-Za-z0-9._-]", "_") + ".pubsub.db");
	}

}
