// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.TopicNames;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Which engine carries a topic: the one that a property names; for dead letters, which
 * the engine of their source writes, that of their source; else the default one.
 */
final class TopicRoutes {

	private static final String DEAD_LETTERS = ".dlq";

	private static final int MAX_STEPS = 16;

	private final PubSub byDefault;

	private final Map<String, PubSub> byTopic;

	private final Supplier<List<SubscriptionSpec<?>>> declared;

	private final Map<String, String> sources = new ConcurrentHashMap<>();

	TopicRoutes(PubSub byDefault, Map<String, PubSub> byTopic, Supplier<List<SubscriptionSpec<?>>> declared) {
		this.byDefault = byDefault;
		this.byTopic = Map.copyOf(byTopic);
		this.declared = declared;
	}

	/**
	 * Return the engine of a topic.
	 * @param topic its name
	 * @return the default one also for what is no name: that one says so
	 */
	PubSub of(@Nullable String topic) {
		String next = topic;
		for (int i = 0; next != null && i < MAX_STEPS; i++) {
			PubSub named = this.byTopic.get(next);
			if (named != null) {
				return named;
			}
			next = this.sources.getOrDefault(next, sourceByName(next));
		}
		return this.byDefault;
	}

	/**
	 * Take note of where a subscription sends its dead letters, and of those that are
	 * declared: the reader of dead letters may subscribe before their source does.
	 * @param spec what is subscribed to
	 */
	void add(SubscriptionSpec<?> spec) {
		TopicNames.check(spec.topic());
		this.declared.get().forEach(this::note);
		note(spec);
		String deadLetters = deadLetterTopic(spec);
		if (spec.deadLetter().enabled() && of(deadLetters) != of(spec.topic())) {
			throw new PubSubException(ErrorKind.INVALID,
					"Topic %1$s, group %2$s: its dead letters stay on the backend of %1$s, and topic %3$s is on another. "
						.formatted(spec.topic(), spec.group(), deadLetters)
							+ "Name another topic for them, or set both %s and %s to one backend.".formatted(
									TopicSettingNames.of(spec.topic(), "backend"),
									TopicSettingNames.of(deadLetters, "backend")),
					null);
		}
	}

	private void note(SubscriptionSpec<?> spec) {
		if (spec.deadLetter().enabled()) {
			this.sources.putIfAbsent(deadLetterTopic(spec), spec.topic());
		}
	}

	private static String deadLetterTopic(SubscriptionSpec<?> spec) {
		return TopicNames.deadLetterTopic(spec.topic(), spec.group(), spec.deadLetter());
	}

	private @Nullable String sourceByName(String topic) {
		if (!topic.endsWith(DEAD_LETTERS)) {
			return null;
		}
		int group = topic.lastIndexOf('.', topic.length() - DEAD_LETTERS.length() - 1);
		while (group > 0) {
			String source = topic.substring(0, group);
			if (this.byTopic.containsKey(source) || this.sources.containsKey(source)) {
				return source;
			}
			group = topic.lastIndexOf('.', group - 1);
		}
		return null;
	}

}
