// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryProperties;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.reactive.function.client.WebClient;

import dev.sprocket.discovery.autoconfigure.Application;
import dev.sprocket.discovery.balance.EndpointSnapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * A RestClient to real servers that a list in the properties names.
 */
class HttpBalancingIntegrationTests {

	private static final String INSTANCES = "spring.cloud.discovery.client.simple.instances.payments";

	/**
	 * Latencies are forgotten at once, or an instance that fails, or whose first call met
	 * a pause of the machine, would get too few calls within a test.
	 */
	private static final String FORGETFUL = "sprocket.discovery.balancing.decay=1ms";

	private final List<HttpBackend> backends = Stream.generate(HttpBackend::new).limit(3).toList();

	@AfterEach
	void close() {
		this.backends.forEach(HttpBackend::close);
	}

	@Test
	void whenServiceIsCalledByNameThenAllItsInstancesGetCalls() {
		try (Application application = run(FORGETFUL)) {
			call(application, "http://payments/", 30);
			call(application, "lb://payments/", 30);
			assertThat(this.backends).allMatch((backend) -> backend.calls() > 0);
			assertThat(endpoints(application)).hasSize(3).allMatch((endpoint) -> endpoint.inFlight() == 0);
			assertThat(endpoints(application).stream().mapToLong(EndpointSnapshot::picks).sum()).isEqualTo(60);
		}
	}

	@Test
	void whenInstanceFailsThenItIsEjected() {
		this.backends.get(0).status = 503;
		try (Application application = run(FORGETFUL)) {
			call(application, "http://payments/", 300);
			assertThat(this.backends.get(0).calls()).isEqualTo(5);
			assertThat(endpoints(application)).extracting(EndpointSnapshot::ejectedBecause)
				.containsExactlyInAnyOrder(null, null, "5 failures in a row, the last: status 503");
		}
	}

	@Test
	void whenInstanceIsDeadThenItIsEjectedAtOnceAndNoCallFails() {
		this.backends.get(0).close();
		try (Application application = run(FORGETFUL)) {
			RestClient client = application.bean(RestClient.Builder.class).build();
			for (int i = 0; i < 30; i++) {
				client.post().uri("http://payments/").body("accepted once").retrieve().toBodilessEntity();
			}
			assertThat(endpoints(application)).filteredOn((endpoint) -> endpoint.ejectedBecause() != null)
				.singleElement()
				.satisfies((endpoint) -> assertThat(endpoint.picks()).isOne())
				.satisfies((endpoint) -> assertThat(endpoint.ejectedBecause()).contains("ConnectException"));
			assertThat(this.backends.get(1).calls() + this.backends.get(2).calls()).isEqualTo(30);
		}
	}

	@Test
	void whenAllInstancesAreDeadThenTheCallFailsWithTheReason() {
		this.backends.forEach(HttpBackend::close);
		try (Application application = run()) {
			RestClient client = application.bean(RestClient.Builder.class).build();
			assertThatExceptionOfType(ResourceAccessException.class)
				.isThrownBy(() -> client.get().uri("http://payments/").retrieve().toBodilessEntity())
				.withCauseExactlyInstanceOf(ConnectException.class);
			assertThat(endpoints(application).stream().mapToLong(EndpointSnapshot::picks).sum()).isEqualTo(3);
		}
	}

	@Test
	void whenInstanceIsBackThatHadRefusedThenItTakesTheCallThatTheOtherRefuses() {
		int port = this.backends.get(0).port();
		this.backends.get(0).close();
		this.backends.get(2).close();
		try (Application application = run(FORGETFUL)) {
			call(application, "http://payments/", 20);
			assertThat(endpoints(application).stream().filter((endpoint) -> endpoint.ejectedBecause() != null))
				.hasSize(2);
			this.backends.get(1).close();
			try (HttpBackend back = new HttpBackend(port)) {
				RestClient client = application.bean(RestClient.Builder.class).build();
				client.post().uri("http://payments/").body("accepted once").retrieve().toBodilessEntity();
				assertThat(back.calls()).isOne();
			}
		}
	}

	@Test
	void whenARedirectLeadsNowhereThenTheCallIsNotSentAgain() {
		this.backends.forEach((backend) -> backend.redirectTo(closedPort()));
		try (Application application = run(FORGETFUL)) {
			RestClient client = application.bean(RestClient.Builder.class).build();
			assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(
					() -> client.post().uri("http://payments/").body("accepted once").retrieve().toBodilessEntity());
			assertThat(this.backends.stream().mapToInt(HttpBackend::calls).sum()).isOne();
			assertThat(endpoints(application)).extracting(EndpointSnapshot::ejectedBecause).containsOnlyNulls();
		}
	}

	@Test
	void whenACallIsForSomeInstancesThenWhatIsKnownOfTheOthersStays() {
		try (Application application = run(FORGETFUL)) {
			call(application, "http://payments/", 30);
			HttpBalancer balancer = application.bean(HttpBalancers.class).of("payments");
			List<ServiceInstance> all = application.bean(DiscoveryClient.class).getInstances("payments");
			long before = endpoints(application).stream().mapToLong(EndpointSnapshot::picks).sum();
			for (int i = 0; i < 20; i++) {
				assertThat(balancer.pick(all.subList(0, 1)).getPort()).isEqualTo(all.get(0).getPort());
			}
			assertThat(balancer.pick(all)).isNotNull();
			assertThat(endpoints(application)).hasSize(3);
			assertThat(endpoints(application).stream().mapToLong(EndpointSnapshot::picks).sum()).isEqualTo(before);
		}
	}

	@Test
	void whenASubscriberGivesUpThenTheCallIsNoLongerInFlight() {
		CountDownLatch release = new CountDownLatch(1);
		this.backends.forEach((backend) -> backend.answerAfter(release));
		try (Application application = run(FORGETFUL)) {
			WebClient client = application.bean(WebClient.Builder.class).build();
			assertThatIllegalStateException().isThrownBy(() -> client.get()
				.uri("http://payments/")
				.retrieve()
				.toBodilessEntity()
				.block(Duration.ofMillis(300)));
			assertThat(endpoints(application)).hasSize(3).allMatch((endpoint) -> endpoint.inFlight() == 0);
			assertThat(endpoints(application).stream().mapToLong(EndpointSnapshot::picks).sum()).isOne();
			release.countDown();
			client.get().uri("http://payments/").retrieve().toBodilessEntity().block(Duration.ofSeconds(10));
		}
	}

	@Test
	void whenSpringCloudsLoadBalancerIsOffThenTheApplicationStarts() {
		try (Application application = run("spring.cloud.loadbalancer.enabled=false")) {
			assertThat(application.context.getBeansOfType(HttpBalancers.class)).isEmpty();
		}
	}

	@Test
	void whenInstanceAnswersWithAnErrorOfTheCallerThenItIsNotEjected() {
		this.backends.get(0).status = 404;
		try (Application application = run()) {
			call(application, "http://payments/", 60);
			assertThat(endpoints(application)).extracting(EndpointSnapshot::ejectedBecause).containsOnlyNulls();
		}
	}

	@Test
	void whenInstanceLeavesThenItIsCalledNoMore() {
		try (Application application = run("sprocket.discovery.lookup.poll=10ms")) {
			call(application, "http://payments/", 20);
			application.bean(SimpleDiscoveryProperties.class).getInstances().get("payments").remove(0);
			await().until(() -> endpoints(application).size() == 2);
			int before = this.backends.get(0).calls();
			call(application, "http://payments/", 20);
			assertThat(this.backends.get(0).calls()).isEqualTo(before);
		}
	}

	@Test
	void whenPolicyIsRoundRobinThenSpringCloudBalances() {
		for (String property : List.of("sprocket.discovery.balancing.policy=round_robin",
				"sprocket.discovery.balancing.enabled=false")) {
			try (Application application = run(property)) {
				this.backends.get(0).status = 503;
				int before = this.backends.get(0).calls();
				call(application, "http://payments/", 30);
				assertThat(this.backends.get(0).calls() - before).as(property).isEqualTo(10);
				assertThat(application.context.getBeansOfType(HttpBalancers.class)).isEmpty();
			}
		}
	}

	@Test
	void whenNobodyHasTheNameThenTheCallFailsAndNamesIt() {
		try (Application application = run()) {
			RestClient client = application.bean(RestClient.Builder.class).build();
			assertThatIllegalStateException()
				.isThrownBy(() -> client.get().uri("http://nobody/").retrieve().toBodilessEntity())
				.withMessage("No instances available for nobody");
		}
	}

	private Application run(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("sprocket.discovery.balancing.slow-start=0s");
		all.add("sprocket.discovery.balancing.base-ejection=5m");
		for (int i = 0; i < this.backends.size(); i++) {
			all.add(INSTANCES + "[" + i + "].uri=http://127.0.0.1:" + this.backends.get(i).port());
		}
		return Application.run(Clients.class, all.toArray(String[]::new));
	}

	private static int closedPort() {
		HttpBackend closed = new HttpBackend();
		closed.close();
		return closed.port();
	}

	private static void call(Application application, String uri, int times) {
		RestClient client = application.bean(RestClient.Builder.class).build();
		for (int i = 0; i < times; i++) {
			try {
				client.get().uri(uri).retrieve().toBodilessEntity();
			}
			catch (RestClientException ex) {
				assertThat(ex.getMessage()).containsAnyOf("503", "404", "I/O error");
			}
		}
	}

	private static List<EndpointSnapshot> endpoints(Application application) {
		return application.bean(HttpBalancers.class).snapshot().get("lb://payments");
	}

	static class Clients {

		@Bean
		@LoadBalanced
		RestClient.Builder payments() {
			HttpClient http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
			return RestClient.builder().requestFactory(new JdkClientHttpRequestFactory(http));
		}

		@Bean
		@LoadBalanced
		WebClient.Builder reactivePayments() {
			return WebClient.builder().clientConnector(new JdkClientHttpConnector());
		}

	}

}
