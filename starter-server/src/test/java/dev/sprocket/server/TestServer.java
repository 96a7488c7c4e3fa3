// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * A real application on free ports, and what a test needs to talk to it.
 */
public final class TestServer implements AutoCloseable {

	private static final HttpClient client = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private TestServer(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Start an application that has no tracing library.
	 * @param source the configuration class with the application's beans
	 * @param properties properties beside the opinions, {@code name=value}
	 * @return the running application
	 */
	public static TestServer start(Class<?> source, String... properties) {
		return start(new FilteredClassLoader("io.micrometer.tracing", "io.opentelemetry"), source, properties);
	}

	/**
	 * Start an application that has Micrometer Tracing with OpenTelemetry.
	 * @param source the configuration class with the application's beans
	 * @param properties properties beside the opinions, {@code name=value}
	 * @return the running application
	 */
	public static TestServer startTraced(Class<?> source, String... properties) {
		return start(TestServer.class.getClassLoader(), source, properties);
	}

	private static TestServer start(ClassLoader classes, Class<?> source, String... properties) {
		List<String> arguments = new ArrayList<>();
		for (String port : List.of("server.port=", "management.server.port=")) {
			if (Stream.of(properties).noneMatch((property) -> property.startsWith(port))) {
				arguments.add("--" + port + "0");
			}
		}
		Stream.of(properties).forEach((property) -> arguments.add("--" + property));
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(classes), Application.class,
				source);
		application.setRegisterShutdownHook(false);
		return new TestServer(application.run(arguments.toArray(String[]::new)));
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public int port() {
		return ((ServletWebServerApplicationContext) this.context).getWebServer().getPort();
	}

	public int managementPort() {
		return this.context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
	}

	public HttpResponse<String> get(String path, String... headers) {
		return send(request(path, headers).GET());
	}

	public HttpResponse<String> post(String path, String body, String... headers) {
		return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	public HttpResponse<String> send(HttpRequest.Builder request) {
		try {
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

	public HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
		return (headers.length > 0) ? builder.headers(headers) : builder;
	}

	/**
	 * Open a connection to the HTTP port.
	 * @return the connection, which gives up reading after ten seconds
	 * @throws IOException if there is none
	 */
	public Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
		socket.setSoTimeout(10_000);
		return socket;
	}

	/**
	 * Send bytes as they are and return everything up to the end of the connection.
	 * @param bytes what to send
	 * @return what came back
	 * @throws IOException if the connection breaks
	 */
	public String exchange(String bytes) throws IOException {
		try (Socket socket = connect()) {
			socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
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
