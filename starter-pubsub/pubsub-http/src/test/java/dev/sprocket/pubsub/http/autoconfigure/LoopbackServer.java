// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

import dev.sprocket.pubsub.http.Answer;
import dev.sprocket.pubsub.http.HttpMessage;

/**
 * One web server for all tests: takes requests and hands them to whoever receives the
 * topic.
 */
final class LoopbackServer {

	private static final int MAX_BODY = 64 * 1024 * 1024;

	private final Map<String, HttpRoutes.Posts> services = new ConcurrentHashMap<>();

	private final int port;

	private final RestClient client;

	private LoopbackServer() {
		SpringApplication application = new SpringApplication(Web.class);
		application.setDefaultProperties(Map.of("server.port", "0", "server.address", "127.0.0.1",
				"spring.main.banner-mode", "off", "server.tomcat.threads.max", "64"));
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("posts", posts()));
		ConfigurableApplicationContext context = application.run();
		this.port = ((WebServerApplicationContext) context).getWebServer().getPort();
		HttpClientSettings settings = HttpClientSettings.defaults()
			.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(60));
		this.client = RestClient.builder()
			.requestFactory(ClientHttpRequestFactoryBuilder.jdk().build(settings))
			.build();
	}

	static LoopbackServer get() {
		return Holder.SERVER;
	}

	RestClient client() {
		return this.client;
	}

	private HttpRoutes.Posts posts() {
		return this::post;
	}

	private CompletionStage<Answer> post(String topic, String group, HttpMessage request, @Nullable String token) {
		HttpRoutes.Posts service = this.services.get(topic);
		return (service != null) ? service.post(topic, group, request, token)
				: CompletableFuture.completedFuture(new Answer(404, null, false, null));
	}

	URI url(String topic, String group, HttpRoutes.Posts service) {
		this.services.put(topic, service);
		return URI.create("http://127.0.0.1:" + this.port + "/pubsub/" + topic + "/" + group);
	}

	void remove(String topic) {
		this.services.remove(topic);
	}

	private static final class Holder {

		private static final LoopbackServer SERVER = new LoopbackServer();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class })
	static class Web {

		@Bean
		RouterFunction<ServerResponse> routes(HttpRoutes.Posts posts) {
			return new HttpRoutes(posts, MAX_BODY).at("/pubsub");
		}

	}

}
