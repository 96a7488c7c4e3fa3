// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.grpc.internal.JsonUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

import dev.sprocket.rpc.test.v1.LibraryGrpc;

import static org.assertj.core.api.Assertions.assertThat;

class RetryServiceConfigTests {

	private static final Map<String, String> GET_BOOK = Map.of("service", "sprocket.test.v1.Library", "method",
			"GetBook");

	private final Map<String, Object> config = new LinkedHashMap<>();

	@ParameterizedTest
	@ValueSource(longs = { 5, 50, 99, 250, 1050 })
	void whenBackoffIsGivenThenGrpcReadsTheSame(long millis) {
		customize(Duration.ofMillis(millis));
		assertThat(JsonUtil.getStringAsDuration(policy(), "initialBackoff"))
			.isEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
		assertThat(JsonUtil.getStringAsDuration(policy(), "maxBackoff")).isEqualTo(TimeUnit.SECONDS.toNanos(2));
	}

	@Test
	void whenStubIsABeanThenOnlyMethodsThatMayBeCalledTwiceAreNamed() {
		customize(Duration.ofMillis(50));
		assertThat(JsonUtil.getListOfObjects(methodConfig(0), "name")).isEqualTo(List.of(GET_BOOK));
		assertThat(this.config).containsOnlyKeys("methodConfig", "retryThrottling");
	}

	@Test
	void whenServiceIsNamedByItsDescriptorThenItsMethodsAreKnownToo() {
		StaticListableBeanFactory beans = new StaticListableBeanFactory(
				Map.of("library", LibraryGrpc.getServiceDescriptor()));
		assertThat(new RepeatableMethods(beans).all()).singleElement()
			.satisfies((method) -> assertThat(method.getBareMethodName()).isEqualTo("GetBook"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "GetBook", "" })
	void whenChannelConfiguresTheMethodOrItsServiceThenThatStands(String method) {
		Map<String, Object> own = Map.of("name",
				List.of(Map.of("service", "sprocket.test.v1.Library", "method", method)), "waitForReady", true);
		this.config.put("methodConfig", List.of(own));
		customize(Duration.ofMillis(50));
		assertThat(this.config).isEqualTo(Map.of("methodConfig", List.of(own)));
	}

	@Test
	void whenChannelConfiguresAnotherMethodThenOursIsAdded() {
		Map<String, Object> own = Map.of("name", List.of(Map.of("service", "other.Service")));
		this.config.put("methodConfig", List.of(own));
		customize(Duration.ofMillis(50));
		assertThat(methodConfig(0)).isEqualTo(own);
		assertThat(JsonUtil.getListOfObjects(methodConfig(1), "name")).isEqualTo(List.of(GET_BOOK));
	}

	private void customize(Duration backoff) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerBeanDefinition("library", new RootBeanDefinition(LibraryGrpc.LibraryBlockingStub.class));
		new RetryServiceConfig(new RepeatableMethods(beans),
				new RpcClientProperties.Retry(3, backoff, Duration.ofSeconds(2)))
			.customize("library", this.config);
	}

	private Map<String, ?> methodConfig(int index) {
		return JsonUtil.getListOfObjects(this.config, "methodConfig").get(index);
	}

	private Map<String, ?> policy() {
		return JsonUtil.getObject(methodConfig(0), "retryPolicy");
	}

}
