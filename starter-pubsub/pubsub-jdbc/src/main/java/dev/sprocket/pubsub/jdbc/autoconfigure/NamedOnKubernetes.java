// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Refuses to make the embedded backend on Kubernetes unless it was chosen by name, as the
 * backend, as that of a topic or as the store of the backend http: a pod loses its disk,
 * and replicas would not share messages.
 *
 * @param delegate the factory
 * @param environment the environment
 */
record NamedOnKubernetes(BackendFactory delegate, Environment environment) implements BackendFactory {

	private static final String BACKEND = "sprocket.pubsub.backend";

	private static final String HTTP_STORE = "sprocket.pubsub.http.store";

	private static final String TOPICS = "sprocket.pubsub.topics";

	@Override
	public String name() {
		return this.delegate.name();
	}

	@Override
	public String artifact() {
		return this.delegate.artifact();
	}

	@Override
	public Selection selection() {
		return this.delegate.selection();
	}

	@Override
	public Backend create() {
		if (CloudPlatform.KUBERNETES.isActive(this.environment) && !isNamed()) {
			throw notNamed(this.environment.containsProperty(BACKEND) ? HTTP_STORE : BACKEND);
		}
		return this.delegate.create();
	}

	private SetupException notNamed(String property) {
		String broker = property.equals(BACKEND) ? ", or add a broker's backend such as sprocket-pubsub-kafka" : "";
		return new SetupException(ErrorKind.INVALID, "The pub/sub backend '" + name()
				+ "' keeps messages on the disk of one pod and was not chosen by name. This application runs on"
				+ " Kubernetes, where a pod may lose its disk, and the replicas of a service would not share their"
				+ " messages",
				"Set " + property + "=jdbc to use the application's database" + broker
						+ ". For one replica with a persistent volume set " + property
						+ "=embedded and sprocket.pubsub.embedded.path.",
				null);
	}

	private boolean isNamed() {
		return isName(this.environment.getProperty(BACKEND)) || isName(this.environment.getProperty(HTTP_STORE))
				|| Binder.get(this.environment)
					.bind(TOPICS, Bindable.mapOf(String.class, TopicSettings.class))
					.orElse(Map.of())
					.values()
					.stream()
					.anyMatch((topic) -> isName(topic.backend()));
	}

	private boolean isName(@Nullable String backend) {
		return name().equals(backend);
	}

	/**
	 * What concerns backends among the settings of a topic.
	 *
	 * @param backend the name of its backend, or {@code null}
	 */
	record TopicSettings(@Nullable String backend) {

	}

}
