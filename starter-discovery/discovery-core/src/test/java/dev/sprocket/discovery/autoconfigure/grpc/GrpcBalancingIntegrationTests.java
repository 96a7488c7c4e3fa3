// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.grpc.client.GrpcChannelFactory;

import dev.sprocket.discovery.autoconfigure.Application;
import dev.sprocket.discovery.balance.BalancingView;
import dev.sprocket.discovery.balance.EndpointSnapshot;
import dev.sprocket.discovery.grpc.Backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Boot's channels to real servers that a list in the properties names.
 */
class GrpcBalancingIntegrationTests {

	private final Backend first = new Backend();

	private final Backend second = new Backend();

	@AfterEach
	void close() {
		this.first.close();
		this.second.close();
	}

	@Test
	void whenServiceIsCalledByNameThenAllItsInstancesGetCalls() {
		try (Application application = run()) {
			Channel channel = application.bean(GrpcChannelFactory.class).createChannel("discovery:///speaker");
			say(channel, 50);
			assertThat(this.first.calls()).isPositive();
			assertThat(this.second.calls()).isPositive();
		}
	}

	@Test
	void whenInstanceFailsThenItIsEjected() {
		this.first.fails(Status.INTERNAL.withDescription("broken"));
		try (Application application = run("sprocket.discovery.balancing.ejection-failures=2",
				"sprocket.discovery.balancing.slow-start=0s", "sprocket.discovery.balancing.decay=1ms",
				"sprocket.discovery.balancing.base-ejection=5m")) {
			Channel channel = application.bean(GrpcChannelFactory.class).createChannel("discovery:///speaker");
			say(channel, 300);
			assertThat(this.first.calls()).isEqualTo(2);
			assertThat(endpoints(application)).extracting(EndpointSnapshot::ejectedBecause)
				.containsExactlyInAnyOrder(null, "2 failures in a row, the last: INTERNAL broken");
		}
	}

	@Test
	void whenChannelHasANameThenItsTargetCounts() {
		try (Application application = run("spring.grpc.client.channel.voice.target=discovery:///${voice}",
				"voice=speaker")) {
			Channel channel = application.bean(GrpcChannelFactory.class).createChannel("voice");
			say(channel, 5);
			assertThat(endpoints(application)).hasSize(2);
		}
	}

	@Test
	void whenPolicyIsRoundRobinThenInstancesTakeTurns() {
		for (String property : List.of("sprocket.discovery.balancing.policy=round_robin",
				"sprocket.discovery.balancing.enabled=false",
				"spring.grpc.client.channel.default.default.load-balancing-policy=round_robin")) {
			try (Application application = run(property)) {
				Channel channel = application.bean(GrpcChannelFactory.class).createChannel("discovery:///speaker");
				say(channel, 10);
				assertThat(endpoints(application)).as(property).isEmpty();
			}
		}
	}

	@Test
	void whenNobodyHasTheNameThenTheCallFailsAndSaysWhoWasAsked() {
		try (Application application = run()) {
			Channel channel = application.bean(GrpcChannelFactory.class).createChannel("discovery:///nobody");
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> say(channel))
				.withMessage("UNAVAILABLE: No instance of nobody with a gRPC port is known to any registry "
						+ "(Simple Discovery Client): start one, or check the service's name");
		}
	}

	@Test
	void whenTwoApplicationsShareAProcessThenEachAsksItsOwnRegistry() {
		try (Application one = run(); Application other = Application.run(Nothing.class)) {
			Channel channel = one.bean(GrpcChannelFactory.class).createChannel("discovery:///speaker");
			Channel stranger = other.bean(GrpcChannelFactory.class).createChannel("discovery:///speaker");
			assertThat(say(channel)).isEqualTo("well");
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> say(stranger))
				.withMessageContaining("No instance of speaker");
		}
	}

	private Application run(String... properties) {
		String instances = "spring.cloud.discovery.client.simple.instances.speaker";
		List<String> all = new ArrayList<>(List.of(properties));
		List<Backend> backends = List.of(this.first, this.second);
		for (int i = 0; i < backends.size(); i++) {
			String instance = instances + "[" + i + "].";
			all.add(instance + "host=127.0.0.1");
			all.add(instance + "port=8080");
			all.add(instance + "metadata.gRPC_port=" + backends.get(i).address().getPort());
		}
		return Application.run(Nothing.class, all.toArray(String[]::new));
	}

	private static List<EndpointSnapshot> endpoints(Application application) {
		return application.context.getBeanProvider(BalancingView.class)
			.stream()
			.flatMap((view) -> view.snapshot().values().stream())
			.flatMap(List::stream)
			.toList();
	}

	private static void say(Channel channel, int times) {
		for (int i = 0; i < times; i++) {
			try {
				say(channel);
			}
			catch (StatusRuntimeException ex) {
				assertThat(ex).hasMessage("INTERNAL: broken");
			}
		}
	}

	private static String say(Channel channel) {
		return ClientCalls.blockingUnaryCall(channel, Backend.SAY,
				CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), "how are you?");
	}

	static class Nothing {

	}

}
