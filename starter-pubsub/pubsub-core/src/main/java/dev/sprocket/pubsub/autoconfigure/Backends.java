// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.BackendFactory.Selection;

/**
 * The backends in use: the default one, and those that single topics name. Made once
 * each, when first asked for.
 */
final class Backends {

	private final List<BackendFactory> factories;

	private final String defaultName;

	private final Map<String, String> names = new LinkedHashMap<>();

	private final Map<String, Backend> backends = new LinkedHashMap<>();

	Backends(List<BackendFactory> factories, PubSubProperties properties) {
		this.factories = factories;
		this.defaultName = choose(properties.backend());
		properties.topics().forEach((topic, settings) -> {
			if (settings.backend() != null) {
				find(TopicSettingNames.of(topic, "backend"), settings.backend());
				this.names.put(topic, settings.backend());
			}
		});
	}

	private String choose(@Nullable String name) {
		if (name != null) {
			return find("sprocket.pubsub.backend", name).name();
		}
		List<BackendFactory> candidates = selected(Selection.BY_DEFAULT);
		if (candidates.isEmpty()) {
			candidates = selected(Selection.IF_ALONE);
		}
		if (candidates.size() != 1) {
			throw new BackendNotChosenException(candidates);
		}
		return candidates.get(0).name();
	}

	private List<BackendFactory> selected(Selection selection) {
		return this.factories.stream().filter((factory) -> factory.selection() == selection).toList();
	}

	private BackendFactory find(String property, String name) {
		return this.factories.stream()
			.filter((factory) -> factory.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new UnknownBackendException(property, name, this.factories));
	}

	Backend defaultBackend() {
		return get(this.defaultName);
	}

	Backend of(String topic) {
		return get(this.names.getOrDefault(topic, this.defaultName));
	}

	Map<String, Backend> byTopic() {
		Map<String, Backend> byTopic = new LinkedHashMap<>();
		this.names.forEach((topic, name) -> byTopic.put(topic, get(name)));
		return byTopic;
	}

	private Backend get(String name) {
		return this.backends.computeIfAbsent(name, (missing) -> find("sprocket.pubsub.backend", missing).create());
	}

	Collection<Backend> all() {
		defaultBackend();
		byTopic();
		return new ArrayList<>(this.backends.values());
	}

}
