// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.util.Map;

import io.grpc.LoadBalancerRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which of real servers the calls go to.
 */
class SpreadTests {

	@Test
	void whenThePolicyIsNamedThenGrpcFindsIt() {
		assertThat(LoadBalancerRegistry.getDefaultRegistry().getProvider("p2c_ewma"))
			.isInstanceOf(EwmaLoadBalancerProvider.class);
	}

	@Test
	void whenServersAreAlikeThenEachGetsItsShare() {
		try (Backend first = new Backend();
				Backend second = new Backend();
				Addresses addresses = new Addresses(first, second);
				Client client = Client.onStandingClock(addresses, Map.of())) {
			client.say();
			Awaitility.await().until(() -> client.endpoints().size() == 2);
			for (int i = 0; i < 400; i++) {
				client.say();
			}
			assertThat(first.calls()).isBetween(150, 251);
			assertThat(second.calls()).isBetween(150, 251);
		}
	}

}
