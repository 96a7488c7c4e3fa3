// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A real application with starter-management alone.
 */
final class ManagementProcess implements AutoCloseable {

	private static final HttpClient client = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private ManagementProcess(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static ManagementProcess start(String... properties) {
		List<String> arguments = new ArrayList<>();
		Stream.of(properties).forEach((property) -> arguments.add("--" + property));
		if (arguments.stream().noneMatch((argument) -> argument.startsWith("--management.server.port="))) {
			arguments.add("--management.server.port=0");
		}
		SpringApplication application = new SpringApplication(Application.class);
		application.setRegisterShutdownHook(false);
		return new ManagementProcess(application.run(arguments.toArray(String[]::new)));
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	int port() {
		String port = this.context.getEnvironment().getProperty("local.management.port");
		return Integer
			.parseInt((port != null) ? port : this.context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	HttpResponse<String> get(String path, String... headers) {
		try {
			HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
			if (headers.length > 0) {
				request.headers(headers);
			}
			return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
