// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.LinkedBlockingQueue;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import dev.sprocket.error.ErrorReporter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with the library, and what a test needs to ask it over HTTP.
 */
final class JsonServer implements AutoCloseable {

	final HttpClient client = HttpClient.newHttpClient();

	final LinkedBlockingQueue<Throwable> reported;

	private final ServletWebServerApplicationContext context;

	JsonServer() {
		SpringApplication application = new SpringApplication(Application.class);
		application.setRegisterShutdownHook(false);
		this.context = (ServletWebServerApplicationContext) application.run("--server.port=0",
				"--management.server.port=0", "--spring.grpc.server.port=0", "--sprocket.rpc.json.encoded-slashes=true",
				"--sprocket.rpc.json.heartbeat=50ms");
		this.reported = this.context.getBean(Application.class).reported;
	}

	@Override
	public void close() {
		this.context.close();
	}

	static void assertProblem(HttpResponse<String> response, int status, String code) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.body()).contains("\"status\":" + status, "\"code\":\"" + code + "\"");
	}

	TestLibrary library() {
		return this.context.getBean(TestLibrary.class);
	}

	int port() {
		return this.context.getWebServer().getPort();
	}

	HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
		return (headers.length > 0) ? builder.headers(headers) : builder;
	}

	HttpRequest.Builder json(String path, String... headers) {
		return request(path, headers).header("Content-Type", "application/json");
	}

	HttpResponse<String> get(String path, String... headers) throws Exception {
		return send(request(path, headers).GET());
	}

	HttpResponse<String> post(String path, String body, String... headers) throws Exception {
		return send(json(path, headers).POST(BodyPublishers.ofString(body)));
	}

	HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final LinkedBlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();

		@Bean
		@GlobalServerInterceptor
		TestLibrary library() {
			return new TestLibrary();
		}

		@Bean
		ErrorReporter errorReporter() {
			return (error, facts) -> this.reported.add(error);
		}

		@Bean
		WebMvcConfigurer cors() {
			return new WebMvcConfigurer() {

				@Override
				public void addCorsMappings(CorsRegistry registry) {
					registry.addMapping("/**").allowedOrigins("https://a.example").allowedMethods("POST");
				}

			};
		}

	}

}
