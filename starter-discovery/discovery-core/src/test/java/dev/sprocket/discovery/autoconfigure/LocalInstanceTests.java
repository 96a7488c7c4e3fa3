// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.test.util.TestSocketUtils;

import dev.sprocket.discovery.LocalInstance;

import static org.assertj.core.api.Assertions.assertThat;

class LocalInstanceTests {

	@Test
	void whenAllServersListenThenAllPortsAreKnown() {
		try (Application application = Application.run(WebApplicationType.SERVLET, Grpc.class,
				"spring.application.version=1.2.3", "sprocket.identity.zone=north",
				"sprocket.discovery.metadata.team=checkout")) {
			LocalInstance instance = application.bean(LocalInstance.class);
			String http = local(application, "server");
			assertThat(instance.getMetadata()).isEqualTo(Map.of(LocalInstance.HTTP_PORT, http, LocalInstance.GRPC_PORT,
					grpc(application), LocalInstance.MANAGEMENT_PORT, local(application, "management"),
					LocalInstance.VERSION, "1.2.3", LocalInstance.ZONE, "north", "team", "checkout"));
			assertThat(instance.getPort()).hasToString(http);
			assertThat(instance.getServiceId()).isEqualTo("orders");
			assertThat(instance.getInstanceId()).isEqualTo("orders-1");
			assertThat(instance.getHost())
				.isEqualTo(application.context.getEnvironment().getProperty("spring.cloud.client.ip-address"));
		}
	}

	@Test
	void whenManagementSharesThePortThenItHasNoneOfItsOwn() {
		int port = TestSocketUtils.findAvailableTcpPort();
		try (Application application = Application.run(WebApplicationType.SERVLET, Nothing.class, "server.port=" + port,
				"management.server.port=" + port)) {
			assertThat(application.bean(LocalInstance.class).getMetadata()).containsOnlyKeys(LocalInstance.HTTP_PORT,
					LocalInstance.VERSION);
		}
	}

	@Test
	void whenTheHttpServerSpeaksTlsThenTheInstanceIsSecure(@TempDir Path folder) throws Exception {
		Path keys = folder.resolve("keys.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
				"-genkeypair", "-alias", "web", "-keyalg", "EC", "-dname", "CN=orders", "-storetype", "PKCS12",
				"-keystore", keys.toString(), "-storepass", "secret")
			.start();
		assertThat(keytool.waitFor()).isZero();
		String[] tls = { "server.ssl.key-store=" + keys, "server.ssl.key-store-password=secret" };
		try (Application application = Application.run(WebApplicationType.SERVLET, Nothing.class, tls)) {
			assertThat(application.bean(LocalInstance.class).getUri()).hasScheme("https");
		}
		try (Application application = Application.run(WebApplicationType.SERVLET, Nothing.class, tls[0], tls[1],
				"server.ssl.enabled=off")) {
			assertThat(application.bean(LocalInstance.class).getUri()).hasScheme("http");
		}
	}

	@Test
	void whenThereIsOnlyGrpcThenItsPortCounts() {
		try (Application application = Application.run(Grpc.class)) {
			LocalInstance instance = application.bean(LocalInstance.class);
			assertThat(instance.getPort()).hasToString(grpc(application));
			assertThat(instance.getMetadata()).doesNotContainKey(LocalInstance.HTTP_PORT);
		}
	}

	@Test
	void whenThereIsNoServerThenThePortIsZero() {
		try (Application application = Application.run(Nothing.class)) {
			assertThat(application.bean(LocalInstance.class).getPort()).isZero();
		}
	}

	@Test
	void whenServerListensAtOneAddressThenThatIsTheHost() {
		try (Application application = Application.run(Nothing.class, "server.address=127.0.0.1")) {
			assertThat(application.bean(LocalInstance.class).getHost()).isEqualTo("127.0.0.1");
		}
	}

	@Test
	void whenHostIsGivenThenItWins() {
		try (Application application = Application.run(Nothing.class, "server.address=127.0.0.1",
				"sprocket.discovery.host=orders.example")) {
			assertThat(application.bean(LocalInstance.class).getHost()).isEqualTo("orders.example");
		}
	}

	@Test
	void whenServerListensEverywhereThenTheHostIsAnAddressOfTheMachine() throws Exception {
		try (Application application = Application.run(Nothing.class, "server.address=0.0.0.0")) {
			InetAddress host = InetAddress.getByName(application.bean(LocalInstance.class).getHost());
			assertThat(host.isAnyLocalAddress()).isFalse();
		}
	}

	private static String local(Application application, String server) {
		return application.context.getEnvironment().getRequiredProperty("local." + server + ".port");
	}

	private static String grpc(Application application) {
		return String.valueOf(application.bean(GrpcServerLifecycle.class).getPort());
	}

	static class Nothing {

	}

	static class Grpc {

		@Bean
		BindableService anyService() {
			return () -> ServerServiceDefinition.builder("any.Service").build();
		}

	}

}
