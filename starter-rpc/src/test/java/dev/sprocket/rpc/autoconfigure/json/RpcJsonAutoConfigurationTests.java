// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.function.RouterFunction;

import dev.sprocket.error.ErrorReporterAutoConfiguration;
import dev.sprocket.rpc.test.v1.ClashingGrpc.ClashingImplBase;

import static org.assertj.core.api.Assertions.assertThat;

class RpcJsonAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(SslAutoConfiguration.class,
			ErrorReporterAutoConfiguration.class, GrpcServerAutoConfiguration.class, RpcJsonAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues("spring.grpc.server.port=0");

	@Test
	void whenApplicationHasServicesThenTheyAreRouted() {
		this.runner.withBean(TestLibrary.class).run((context) -> {
			assertThat(context).hasSingleBean(RouterFunction.class);
			assertThat(context.getBean(InProcessRpc.class).isRunning()).isTrue();
		});
	}

	@Test
	void whenSwitchedOffThenNothingIsRouted() {
		this.runner.withBean(TestLibrary.class)
			.withPropertyValues("sprocket.rpc.json.enabled=false")
			.run(RpcJsonAutoConfigurationTests::hasNoRoutes);
	}

	@Test
	void whenApplicationHasNoServicesThenNothingIsRouted() {
		this.runner.run(RpcJsonAutoConfigurationTests::hasNoRoutes);
	}

	@Test
	void whenApplicationIsNoWebApplicationThenNothingIsRouted() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("spring.grpc.server.port=0")
			.withBean(TestLibrary.class)
			.run(RpcJsonAutoConfigurationTests::hasNoRoutes);
	}

	@Test
	void whenThereIsNoHttpPortThenNothingIsRouted() {
		this.runner.withBean(TestLibrary.class).withPropertyValues("server.port=-1").run((context) -> {
			hasNoRoutes(context);
			assertThat(context).doesNotHaveBean(InProcessRpc.class).doesNotHaveBean(StreamThreads.class);
		});
	}

	@Test
	void whenRulesClashThenTheApplicationStartsWithoutAnHttpPortOnly() {
		WebApplicationContextRunner clashing = this.runner.withBean(ClashingImplBase.class,
				() -> new ClashingImplBase() {
				});
		clashing.run((
				context) -> assertThat(context).getFailure().rootCause().isInstanceOf(InvalidHttpRulesException.class));
		clashing.withPropertyValues("server.port=-1").run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenSpringMvcIsAbsentThenNothingIsRouted() {
		this.runner.withBean(TestLibrary.class)
			.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run(RpcJsonAutoConfigurationTests::hasNoRoutes);
	}

	@Test
	void whenRulesAreInvalidThenTheAnalyzerIsFound() {
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, SpringFactoriesLoader.FailureHandler.handleMessage((message, error) -> {
			}));
		assertThat(analyzers).hasAtLeastOneElementOfType(InvalidHttpRulesFailureAnalyzer.class);
	}

	private static void hasNoRoutes(ApplicationContext context) {
		assertThat(context.getBeanNamesForType(RpcServices.class)).isEmpty();
		assertThat(context.containsBean("rpcJsonRoutes")).isFalse();
	}

}
