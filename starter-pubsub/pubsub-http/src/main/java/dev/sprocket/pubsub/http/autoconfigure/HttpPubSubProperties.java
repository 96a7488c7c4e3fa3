// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.sprocket.pubsub.http.EventFormat;
import dev.sprocket.pubsub.http.HttpPoster;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.SettingRules;

/**
 * Settings of pub/sub over HTTP.
 *
 * @param topics who is posted to, by topic, whatever backend carries it
 * @param signingKeys keys of Standard Webhooks (whsec_ and base64): each request is
 * signed with all of them, and taken if it is signed with one
 * @param format how a message lies in a request: binary (attributes are headers) or
 * structured (all of it is JSON in the body)
 * @param giveUpAfter for how long a message is sent again before it becomes a dead letter
 * @param store name of the backend that keeps what is published on backend http: embedded
 * or jdbc
 * @param path requests are received at PATH/TOPIC/GROUP
 * @param answerWithin when a request is answered at the latest, with 503; senders must
 * wait for longer
 * @param maxBodySize how large a body may be that is received
 * @param pushToken what the parameter token of a request may be that is not signed, for
 * push subscriptions of Google Cloud Pub/Sub
 * @param unsigned whether requests are sent and taken that are neither signed nor have a
 * token
 */
@ConfigurationProperties(HttpPubSubProperties.PREFIX)
record HttpPubSubProperties(@DefaultValue Map<String, List<TargetProperties>> topics,
		@DefaultValue List<String> signingKeys, @DefaultValue("binary") EventFormat format,
		@DefaultValue("3d") Duration giveUpAfter, @DefaultValue("embedded") String store,
		@DefaultValue("/pubsub") String path, @DefaultValue("50s") Duration answerWithin,
		@DefaultValue("10MB") DataSize maxBodySize, @Nullable String pushToken,
		@DefaultValue("false") boolean unsigned) {

	static final String PREFIX = "sprocket.pubsub.http";

	void check() {
		require(this.answerWithin.toMillis() > 0, "answer-within", this.answerWithin, "It must be positive.");
		require(!this.giveUpAfter.isNegative(), "give-up-after", this.giveUpAfter, "It must not be negative.");
		require(this.maxBodySize.toBytes() > 0 && this.maxBodySize.toBytes() < Integer.MAX_VALUE, "max-body-size",
				this.maxBodySize, "It must be positive and less than 2GB.");
		require(this.path.startsWith("/") && !this.path.endsWith("/"), "path", this.path,
				"It must begin with a slash and not end with one.");
		this.topics.forEach((topic, targets) -> {
			for (int i = 0; i < targets.size(); i++) {
				targets.get(i).check("topics." + topic + "[" + i + "].");
			}
		});
	}

	private static void require(boolean valid, String name, @Nullable Object value, String rule) {
		SettingRules.require(valid, PREFIX + "." + name, value, rule);
	}

	/**
	 * Somebody who is posted to.
	 *
	 * @param group the group of the topic that this is
	 * @param url where to; for a Sprocket service its path, the topic and its group
	 * @param ordering the order kept: key (one message of a key at a time), topic (one at
	 * a time) or none
	 * @param concurrency how many requests are under way at a time
	 */
	record TargetProperties(String group, URI url, @DefaultValue("key") Ordering ordering,
			@DefaultValue("16") int concurrency) {

		private void check(String prefix) {
			require(this.group != null && !this.group.isBlank(), prefix + "group", this.group,
					"A group says for whom messages are kept.");
			require(this.url != null && this.url.getHost() != null
					&& String.valueOf(this.url.getScheme()).matches("https?"), prefix + "url",
					(this.url != null) ? HttpPoster.named(this.url) : null,
					"It must be a complete URL of http or https.");
			require(this.concurrency > 0, prefix + "concurrency", this.concurrency, "It must be at least 1.");
		}

	}

}
