// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.time.Clock;
import java.time.Duration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.content.CloudEventPolicies;
import dev.sprocket.pubsub.http.Admission;
import dev.sprocket.pubsub.http.HttpBackendFactory;
import dev.sprocket.pubsub.http.HttpEndpoint;
import dev.sprocket.pubsub.http.HttpPoster;
import dev.sprocket.pubsub.http.HttpRequests;
import dev.sprocket.pubsub.http.PushVerifier;
import dev.sprocket.pubsub.http.SigningKeys;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Auto-configuration of pub/sub over HTTP: the backend, its endpoint in a servlet
 * application, and what posts to subscribers, with the HTTP client that
 * {@code spring.http.clients.*} describes. After that of pub/sub, so that the
 * subscriptions of the application start first.
 */
@AutoConfiguration(after = PubSubAutoConfiguration.class,
		afterName = "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration")
@EnableConfigurationProperties(HttpPubSubProperties.class)
public final class HttpPubSubAutoConfiguration {

	/** Longer than a Sprocket receiver takes to answer. */
	private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	@Bean
	HttpRequests pubSubHttpRequests() {
		return new HttpRequests();
	}

	@Bean
	Admission pubSubHttpAdmission(HttpPubSubProperties properties, ObjectProvider<PushVerifier> verifier) {
		// whatever uses other settings depends on this one
		properties.check();
		return new Admission(SigningKeys.of(properties.signingKeys(), Clock.systemUTC()), properties.pushToken(),
				verifier.getIfAvailable(), properties.unsigned());
	}

	@Bean
	BackendFactory httpBackendFactory(HttpPubSubProperties properties, HttpRequests requests, Admission admission,
			ObjectProvider<BackendFactory> factories) {
		return new HttpBackendFactory(() -> new StoreChoice(factories).of(properties.store()).create(), requests,
				admission);
	}

	@Bean
	HttpDeliveries pubSubHttpDeliveries(HttpPubSubProperties properties, Admission admission, CloudEventPolicies events,
			ObjectProvider<RestClient.Builder> clients, ObjectProvider<ClientHttpRequestFactoryBuilder<?>> factories,
			ObjectProvider<HttpClientSettings> settings) {
		if (!properties.topics().isEmpty() && admission.keys().isEmpty() && !admission.unsigned()) {
			throw new SetupException(ErrorKind.INVALID,
					"Messages are to be posted to the subscribers of " + properties.topics().keySet()
							+ ", and there is no key to sign them with",
					"Set sprocket.pubsub.http.signing-keys to a key that the subscribers know, for example to what this "
							+ "prints: echo \"whsec_$(openssl rand -base64 32)\". "
							+ "Where nobody checks, set sprocket.pubsub.http.unsigned to true.",
					null);
		}
		RestClient client = clients.getIfAvailable(RestClient::builder)
			.requestFactory(factories.getIfAvailable(ClientHttpRequestFactoryBuilder::detect)
				.build(withDefaults(settings.getIfAvailable(HttpClientSettings::defaults))))
			.build();
		return new HttpDeliveries(
				new HttpPoster(client, admission.keys(), properties.format(), events::of, Clock.systemUTC()),
				properties.giveUpAfter());
	}

	private static HttpClientSettings withDefaults(HttpClientSettings settings) {
		HttpClientSettings posting = settings.withRedirects(HttpRedirects.DONT_FOLLOW);
		return posting.withTimeouts((posting.connectTimeout() != null) ? posting.connectTimeout() : CONNECT_TIMEOUT,
				(posting.readTimeout() != null) ? posting.readTimeout() : READ_TIMEOUT);
	}

	@Bean
	DeliveryStarter pubSubHttpDeliveryStarter(ApplicationContext context, PubSub pubSub, HttpDeliveries deliveries,
			HttpPubSubProperties properties) {
		return new DeliveryStarter(context, pubSub, deliveries, properties.topics());
	}

	/**
	 * Apart because the application may have no web server.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RouterFunction.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class EndpointConfiguration {

		@Bean
		RouterFunction<ServerResponse> pubSubHttpRoutes(HttpPubSubProperties properties, HttpRequests requests,
				Admission admission) {
			HttpEndpoint endpoint = new HttpEndpoint(requests, admission, properties.answerWithin(), Clock.systemUTC());
			return new HttpRoutes(endpoint::post, (int) properties.maxBodySize().toBytes()).at(properties.path());
		}

	}

}
