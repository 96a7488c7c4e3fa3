// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.BackendFactory.Selection;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

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
			throw notChosen(candidates);
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
			.orElseThrow(() -> unknown(property, name));
	}

	private static SetupException notChosen(List<BackendFactory> candidates) {
		if (candidates.isEmpty()) {
			return new SetupException(ErrorKind.INVALID, "No pub/sub backend is on the class path",
					"Depend on sprocket-starter-pubsub, which brings the embedded backend, or on a backend such as "
							+ "sprocket-pubsub-memory.",
					null);
		}
		return new SetupException(ErrorKind.INVALID,
				"Several pub/sub backends are on the class path and none is chosen: "
						+ all(candidates, (factory) -> factory.name() + " (from " + factory.artifact() + ")", ", "),
				"Set " + all(candidates, (factory) -> "sprocket.pubsub.backend=" + factory.name(), " or ")
						+ ", or leave out the artifact that you do not need.",
				null);
	}

	private SetupException unknown(String property, String name) {
		String known = this.factories.isEmpty() ? "There is none on the class path"
				: "On the class path are: " + all(this.factories, BackendFactory::name, ", ");
		return new SetupException(ErrorKind.INVALID,
				"The property " + property + " is '" + name + "', and no pub/sub backend of that name is on the class"
						+ " path",
				known + ". Use one of them, or add the artifact sprocket-pubsub-" + name
						+ " if that is a backend of Sprocket.",
				null);
	}

	private static String all(List<BackendFactory> factories, Function<BackendFactory, String> what, String between) {
		return factories.stream().map(what).sorted().collect(Collectors.joining(between));
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
