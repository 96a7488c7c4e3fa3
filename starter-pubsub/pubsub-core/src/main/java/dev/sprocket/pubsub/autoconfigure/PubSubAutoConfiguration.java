// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.lifecycle.LifecycleParticipant;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.content.CloudEventPolicies;
import dev.sprocket.pubsub.content.FolderClaimStore;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.ClaimStore;
import dev.sprocket.pubsub.spi.OutboxFactory;

/**
 * Auto-configuration of pub/sub: one engine for each backend in use, the publisher, and
 * the methods with {@link dev.sprocket.pubsub.Subscribe}.
 */
@AutoConfiguration(after = JacksonAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration" })
@ConditionalOnClass(JsonMapper.class)
@EnableConfigurationProperties(PubSubProperties.class)
public final class PubSubAutoConfiguration {

	@Bean
	Backends pubSubBackends(ObjectProvider<BackendFactory> factories, PubSubProperties properties,
			ConfigurableEnvironment environment) {
		TopicSettingNames.check(environment);
		properties.check();
		return new Backends(factories.orderedStream().toList(), properties);
	}

	@Bean
	Outboxes pubSubOutboxes(ObjectProvider<OutboxFactory> factory) {
		return new Outboxes(factory);
	}

	@Bean
	EngineConfigurer pubSubEngineConfigurer(ConfigurableListableBeanFactory beans, PubSubProperties properties,
			Outboxes outboxes, ContentConfigurer content) {
		return new EngineConfigurer(beans, properties, outboxes, content);
	}

	@Bean
	ContentConfigurer pubSubContentConfigurer(PubSubProperties properties, ObjectProvider<ClaimStore> claimStore,
			ResourceLoader resources, CloudEventPolicies events) {
		return new ContentConfigurer(properties, claimStore.getIfAvailable(), TopicSchemas.of(properties, resources),
				events);
	}

	@Bean
	CloudEventPolicies cloudEventPolicies(PubSubProperties properties, Environment environment) {
		return new EventSettings(properties, environment.getProperty("spring.application.name", "application"))
			.policies();
	}

	@Bean
	@ConditionalOnMissingBean(ClaimStore.class)
	@ConditionalOnProperty("sprocket.pubsub.claim-check.folder")
	FolderClaimStore folderClaimStore(PubSubProperties properties) {
		return new FolderClaimStore(Objects.requireNonNull(properties.claimCheck().folder()));
	}

	@Bean
	@ConditionalOnMissingBean
	PubSub pubSub(Backends backends, EngineConfigurer configurer, ObjectProvider<SubscribeAnnotations> annotations) {
		Map<Backend, PubSub> engines = new LinkedHashMap<>();
		Function<Backend, PubSub> engine = (backend) -> engines.computeIfAbsent(backend,
				(missing) -> configurer.configure(missing).build());
		PubSub byDefault = engine.apply(backends.defaultBackend());
		Map<String, PubSub> byTopic = new LinkedHashMap<>();
		backends.byTopic().forEach((topic, backend) -> byTopic.put(topic, engine.apply(backend)));
		if (engines.size() == 1) {
			return byDefault;
		}
		TopicRoutes routes = new TopicRoutes(byDefault, byTopic, () -> annotations.getObject().specs());
		return new RoutingPubSub(routes, engines.values());
	}

	@Bean
	@ConditionalOnMissingBean
	Publisher publisher(PubSub pubSub) {
		return pubSub.publisher();
	}

	@Bean
	LifecycleParticipant pubSubLifecycle(PubSub pubSub) {
		return pubSub.lifecycle();
	}

	@Bean
	SubscribeAnnotations subscribeAnnotations(ConfigurableListableBeanFactory beans, Environment environment,
			ObjectProvider<Backends> backends) {
		String application = environment.getProperty("spring.application.name");
		return new SubscribeAnnotations(beans,
				new SubscribeAnnotationReader(environment::resolveRequiredPlaceholders, application), backends);
	}

	@Bean
	SubscriptionStarter subscriptionStarter(ApplicationContext context, SubscribeAnnotations annotations,
			PubSub pubSub) {
		return new SubscriptionStarter(context, annotations, pubSub);
	}

	@Bean
	SubscriptionReporter subscriptionReporter(ApplicationContext context, PubSub pubSub, Backends backends,
			Outboxes outboxes) {
		return new SubscriptionReporter(context, pubSub, backends, outboxes);
	}

}
