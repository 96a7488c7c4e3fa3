// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

import dev.sprocket.error.ErrorReporter;
import dev.sprocket.rpc.test.v1.LibraryGrpc;

/**
 * An application with the library service on a free port, and a channel to it.
 */
final class RpcServer implements AutoCloseable {

	final ConfigurableApplicationContext context;

	final ManagedChannel channel;

	RpcServer(String... properties) {
		this.context = new SpringApplicationBuilder(Application.class)
			.properties("spring.grpc.server.port=0", "spring.main.web-application-type=none")
			.run(Arrays.stream(properties).map((property) -> "--" + property).toArray(String[]::new));
		this.channel = Grpc.newChannelBuilder("localhost:" + port(), InsecureChannelCredentials.create()).build();
	}

	int port() {
		return this.context.getBean("nettyGrpcServerLifecycle", GrpcServerLifecycle.class).getPort();
	}

	LibraryService service() {
		return this.context.getBean(LibraryService.class);
	}

	LibraryService.Seen seen() throws InterruptedException {
		return service().seen.poll(10, TimeUnit.SECONDS);
	}

	LinkedBlockingQueue<Throwable> reported() {
		return this.context.getBean(Application.class).reported;
	}

	LibraryGrpc.LibraryBlockingStub library() {
		return LibraryGrpc.newBlockingStub(this.channel);
	}

	LibraryGrpc.LibraryBlockingStub library(Metadata headers) {
		return library().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
	}

	static Metadata headers(String... pairs) {
		Metadata headers = new Metadata();
		for (int i = 0; i < pairs.length; i += 2) {
			headers.put(Metadata.Key.of(pairs[i], Metadata.ASCII_STRING_MARSHALLER), pairs[i + 1]);
		}
		return headers;
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(LibraryService.class)
	static class Application {

		final LinkedBlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();

		@Bean
		ErrorReporter errorReporter() {
			return (error, facts) -> this.reported.add(error);
		}

	}

}
