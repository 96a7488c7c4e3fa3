// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.web.util.UriUtils;

import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;

/**
 * What the attributes of messages are that are published as no CloudEvents and posted as
 * such: what the settings of CloudEvents say, whatever their mode.
 *
 * @param common source and type where a topic does not say
 * @param topics the settings of single topics
 * @param application the name of the application
 */
record EventPolicies(EventSettings common, Map<String, TopicSettings> topics, String application) {

	private static final String PREFIX = "sprocket.pubsub.";

	static EventPolicies of(Environment environment) {
		Binder binder = Binder.get(environment);
		return new EventPolicies(binder.bindOrCreate(PREFIX + "cloudevents", EventSettings.class),
				binder.bind(PREFIX + "topics", Bindable.mapOf(String.class, TopicSettings.class)).orElse(Map.of()),
				environment.getProperty("spring.application.name", "application"));
	}

	CloudEventPolicy of(String topic) {
		TopicSettings settings = this.topics.get(topic);
		EventSettings own = (settings != null) ? settings.cloudevents() : this.common;
		String source = (own.source() != null) ? own.source() : this.common.source();
		return new CloudEventPolicy(CloudEventMode.BINARY,
				(source != null) ? source : "/" + UriUtils.encodePathSegment(this.application, StandardCharsets.UTF_8),
				(own.type() != null) ? own.type() : this.common.type());
	}

	/**
	 * How messages become events.
	 *
	 * @param source who publishes, or {@code null}
	 * @param type what has happened, or {@code null}
	 */
	record EventSettings(@Nullable String source, @Nullable String type) {

	}

	/**
	 * What concerns events among the settings of a topic.
	 *
	 * @param cloudevents how its messages become events
	 */
	record TopicSettings(@DefaultValue EventSettings cloudevents) {

	}

}
