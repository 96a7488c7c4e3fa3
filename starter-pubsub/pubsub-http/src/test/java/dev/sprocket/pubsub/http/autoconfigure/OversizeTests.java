// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.http.EventFormat;
import dev.sprocket.pubsub.http.HttpPoster;
import dev.sprocket.pubsub.http.PostAnswer;
import dev.sprocket.pubsub.http.SigningKeys;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a sender is told of a message that is larger than the 10 MB that the receiver
 * takes.
 */
class OversizeTests {

	private static final CloudEventPolicy EVENTS = new CloudEventPolicy(CloudEventMode.NONE, "/shop", null);

	private static final int MEGABYTE = 1024 * 1024;

	@Test
	void whenOurSenderPostsItThenItIsRejected() {
		try (ConfigurableApplicationContext receiver = receiver()) {
			HttpPoster poster = new HttpPoster(LoopbackServer.get().client(),
					SigningKeys.of(List.of(HttpHarness.KEY), Clock.systemUTC()), EventFormat.BINARY, (topic) -> EVENTS,
					Clock.systemUTC());
			Delivery delivery = new Delivery(Lane.WHOLE_QUEUE, 1, "token", 1, null, null, Map.of(),
					new byte[13 * MEGABYTE], null);
			PostAnswer answer = poster.post(URI.create(Applications.url(receiver)), "orders", "id", 1, delivery);
			assertThat(answer.status()).isEqualTo(413);
			assertThat(answer.isRejected()).isTrue();
		}
	}

	// As Apache's client does, which is used where it is on the class path.

	@Test
	void whenASenderHearsNothingUntilAllIsSentThenItGetsTheAnswerAllTheSame() throws IOException {
		try (ConfigurableApplicationContext receiver = receiver();
				Socket socket = new Socket("127.0.0.1", Applications.port(receiver))) {
			int bytes = 40 * MEGABYTE;
			OutputStream output = socket.getOutputStream();
			output.write(("POST /pubsub/orders/billing HTTP/1.1\r\nHost: billing\r\nContent-Length: " + bytes
					+ "\r\nConnection: close\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			output.write(new byte[bytes]);
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
				.startsWith("HTTP/1.1 413 ")
				.endsWith("the body has more than 10485760 bytes");
		}
	}

	private static ConfigurableApplicationContext receiver() {
		SpringApplication application = new SpringApplication(Receiver.class);
		application.setDefaultProperties(Map.of("server.port", "0", "server.address", "127.0.0.1"));
		return application.run();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class })
	static class Receiver {

		@Bean
		RouterFunction<ServerResponse> routes() {
			return new HttpRoutes((topic, group, request, token) -> {
				throw new IllegalStateException("too large");
			}, 10 * MEGABYTE).at("/pubsub");
		}

	}

}
