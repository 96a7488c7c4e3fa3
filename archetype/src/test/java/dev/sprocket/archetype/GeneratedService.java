// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.archetype;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.StringValue;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import org.awaitility.Awaitility;

import dev.sprocket.test.servers.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A generated service that runs, in a folder of its own.
 */
final class GeneratedService implements AutoCloseable {

	/** One field of text with the number 1, as both messages of the proto are. */
	private static final MethodDescriptor.Marshaller<StringValue> TEXT = ProtoUtils
		.marshaller(StringValue.getDefaultInstance());

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final int port = ServiceProcess.freePort();

	private final int managementPort = ServiceProcess.freePort();

	private final int grpcPort = ServiceProcess.freePort();

	private final ServiceProcess process;

	GeneratedService(Kind kind, Path folder, String options, String... command) {
		List<String> arguments = new ArrayList<>(List.of(command));
		arguments.add("--management.server.port=" + this.managementPort);
		if (kind.has(Kind.Part.HTTP)) {
			arguments.add("--server.port=" + this.port);
		}
		if (kind.has(Kind.Part.GRPC)) {
			arguments.add("--spring.grpc.server.port=" + this.grpcPort);
		}
		ProcessBuilder builder = new ProcessBuilder(arguments).directory(folder.toFile());
		builder.environment().remove("JAVA_HOME");
		builder.environment().put("JAVA_OPTS", options);
		this.process = ServiceProcess.start(builder, folder.resolve("log"));
	}

	GeneratedService awaitReadiness() {
		Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50)).until(() -> {
			this.process.assertAlive();
			return isReady();
		});
		return this;
	}

	private boolean isReady() throws InterruptedException {
		URI probe = URI.create("http://localhost:" + this.managementPort + "/actuator/health/readiness");
		try {
			HttpRequest request = HttpRequest.newBuilder(probe).timeout(Duration.ofSeconds(5)).build();
			return this.http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	String post(String path, String json) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json))
			.build();
		return this.http.send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	String greet(String name) {
		ManagedChannel channel = Grpc
			.newChannelBuilder("localhost:" + this.grpcPort, InsecureChannelCredentials.create())
			.build();
		try {
			MethodDescriptor<StringValue, StringValue> method = MethodDescriptor.newBuilder(TEXT, TEXT)
				.setType(MethodDescriptor.MethodType.UNARY)
				.setFullMethodName("greetings.v1.GreetingService/Greet")
				.build();
			CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
			return ClientCalls.blockingUnaryCall(channel, method, options, StringValue.of(name)).getValue();
		}
		finally {
			channel.shutdownNow();
		}
	}

	void awaitLog(String text) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(log()).contains(text));
	}

	/**
	 * Ask for a stop by SIGTERM.
	 * @return the exit status
	 */
	int stop() throws InterruptedException {
		return this.process.stop();
	}

	String log() {
		return this.process.log();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
