// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.discovery.balance.Balancer;
import dev.sprocket.discovery.balance.BalancerSettings;
import dev.sprocket.discovery.balance.BalancingView;
import dev.sprocket.discovery.balance.Endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint as an operator sees it.
 */
class DiscoveryEndpointIntegrationTests {

	private static final HttpClient client = HttpClient.newHttpClient();

	@Test
	void whenOperatorAsksThenRegistrationInstancesRegistriesAndBalancingAreShown() throws Exception {
		try (Application application = Application.run(WebApplicationType.SERVLET, Config.class,
				"sprocket.management.token=secret", "sprocket.identity.zone=north",
				"spring.cloud.discovery.client.simple.instances.payments[0].uri=http://10.0.0.1:80",
				"spring.cloud.discovery.client.simple.instances.payments[0].metadata.gRPC_port=90",
				"spring.cloud.discovery.client.simple.instances.payments[0].metadata.version=7")) {
			JsonNode answer = await().until(() -> ask(application),
					(seen) -> "PRESENT".equals(seen.at("/registered/0/state").asString()));
			assertThat(answer.propertyNames()).containsExactly("registered", "instances", "registries", "balancing");
			JsonNode registered = answer.at("/registered/0");
			assertThat(registered.at("/registry").asString()).isEqualTo("ownRegistry");
			assertThat(registered.at("/service").asString()).isEqualTo("orders");
			assertThat(registered.at("/instanceId").asString()).isEqualTo("orders-1");
			assertThat(registered.at("/zone").asString()).isEqualTo("north");
			assertThat(registered.at("/ports").propertyNames()).containsExactly("http", "management");
			JsonNode instance = answer.at("/instances/0");
			assertThat(instance.at("/service").asString()).isEqualTo("payments");
			assertThat(instance.at("/host").asString()).isEqualTo("10.0.0.1");
			assertThat(instance.at("/version").asString()).isEqualTo("7");
			assertThat(instance.at("/ports")).hasToString("{\"http\":80,\"grpc\":90}");
			assertThat(instance.at("/age").asString()).startsWith("PT");
			assertThat(answer.at("/balancing/0"))
				.hasToString("{\"target\":\"lb://payments\",\"endpoint\":\"10.0.0.1:80\","
						+ "\"picks\":1,\"inFlight\":1,\"latency\":null,\"ejectedFor\":null,"
						+ "\"ejectedBecause\":null,\"ejections\":0}");
		}
	}

	@Test
	void whenRegistryIsDownThenThatIsShownAndItsInstancesStay() throws Exception {
		try (Application application = Application.run(WebApplicationType.SERVLET, Config.class,
				"sprocket.management.token=secret")) {
			Directory directory = application.bean(Directory.class);
			directory.instances = List.of(new DefaultServiceInstance("1", "payments", "10.0.0.1", 80, false));
			ask(application);
			directory.down = true;
			JsonNode answer = ask(application);
			assertThat(answer.at("/instances/0/instanceId").asString()).isEqualTo("1");
			assertThat(answer.at("/registries")).filteredOn((registry) -> !registry.at("/up").asBoolean())
				.singleElement()
				.satisfies((registry) -> {
					assertThat(registry.at("/registry").asString()).isEqualTo("Directory");
					assertThat(registry.at("/error").asString()).contains("connection refused");
				});
			directory.down = false;
			directory.instances = List.of();
			assertThat(ask(application).at("/instances")).isEmpty();
			assertThat(application.bean(DiscoveryClient.class).getInstances("payments")).isEmpty();
		}
	}

	@Test
	void whenTokenIsMissingThenNothingIsShown() throws Exception {
		try (Application application = Application.run(WebApplicationType.SERVLET, Config.class,
				"sprocket.management.token=secret")) {
			HttpRequest request = HttpRequest.newBuilder(uri(application)).build();
			assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
		}
	}

	private static JsonNode ask(Application application) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(application)).header("Authorization", "Bearer secret").build();
		return JsonMapper.shared().readTree(client.send(request, BodyHandlers.ofString()).body());
	}

	private static URI uri(Application application) {
		return URI.create("http://127.0.0.1:%s/actuator/discovery"
			.formatted(application.context.getEnvironment().getProperty("local.management.port")));
	}

	@Import(Directory.class)
	static class Config {

		@Bean
		OwnRegistry ownRegistry() {
			return new OwnRegistry();
		}

		@Bean
		BalancingView balancingView() {
			Balancer<String> balancer = new Balancer<>("lb://payments", BalancerSettings.DEFAULTS);
			Endpoint<String> endpoint = balancer.endpoint("10.0.0.1:80", "payments");
			balancer.candidates(List.of(endpoint));
			endpoint.begin();
			return () -> Map.of("lb://payments", balancer.snapshot());
		}

	}

}
