// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.content.PayloadSchema;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Lets nothing but what the schema of its topic allows be published or handled.
 */
final class SchemaChecks {

	private final Map<String, PayloadSchema> byTopic;

	SchemaChecks(Map<String, PayloadSchema> byTopic) {
		this.byTopic = Map.copyOf(byTopic);
	}

	void outgoing(Content content) {
		String problem = problem(content, "payload");
		if (problem != null) {
			throw new PubSubException(ErrorKind.INVALID, problem, null);
		}
	}

	void incoming(Content content) {
		String problem = problem(content, "body");
		if (problem != null) {
			throw new UndecodableException(problem, null);
		}
	}

	private @Nullable String problem(Content content, String what) {
		PayloadSchema schema = this.byTopic.get(content.topic());
		String problem = (schema != null) ? schema.problem(content.body()) : null;
		return (schema == null || problem == null) ? null : "Topic " + content.topic() + ": the " + what
				+ " does not match schema " + schema.name() + ": " + problem;
	}

}
