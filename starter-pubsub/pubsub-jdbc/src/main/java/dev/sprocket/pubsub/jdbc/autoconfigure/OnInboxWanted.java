// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * Matches if the application asked for an inbox: a data source that is only found is not
 * written to.
 */
final class OnInboxWanted extends AnyNestedCondition {

	OnInboxWanted() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnProperty(name = "sprocket.pubsub.backend", havingValue = "jdbc")
	static final class Backend {

	}

	@ConditionalOnProperty(name = "sprocket.pubsub.jdbc.inbox", havingValue = "true")
	static final class Property {

	}

}
