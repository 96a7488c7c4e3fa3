// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.interop;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.TestServiceImpl;
import org.junit.AssumptionViolatedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * The <a href=
 * "https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md">interop
 * cases of gRPC</a> that need no cloud, with server and client of ours, on the port and
 * in the process. What is not run and why:
 * <ul>
 * <li>cacheable_unary: grpc-java has no GET, its own test says that it is broken</li>
 * <li>orca_per_rpc, orca_oob: load reports need grpc-xds, which is not part of the
 * starter</li>
 * <li>max_concurrent_streams_connection_scaling: not in grpc-java 1.79</li>
 * <li>client_compressed_unary and client_compressed_streaming, the probing half of each:
 * grpc-java's own service does not look at expect_compressed</li>
 * <li>what looks into the server that the test would have started itself</li>
 * <li>in the process, limits of message sizes: that transport passes objects</li>
 * </ul>
 */
class InteropIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(InteropIntegrationTests.class);

	private static final int SOAK = "full".equals(System.getProperty("sprocket.scale")) ? 1000 : 20;

	private static final Map<String, String> NOT_IN_PROCESS = Map.of("maxInboundSize_tooBig", "it passes objects",
			"maxOutboundSize_tooBig", "it passes objects");

	private static final Map<String, String> results = new TreeMap<>();

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class).run("--spring.main.web-application-type=none",
				"--spring.grpc.server.port=0", "--spring.grpc.server.inprocess.name=interop",
				"--spring.grpc.server.inbound.message.max-size=16MB",
				"--spring.grpc.client.channel.default.inbound.message.max-size=16MB");
	}

	@AfterAll
	static void stop() {
		context.close();
		results.forEach((name, result) -> logger.info("interop {}: {}", name, result));
	}

	@TestFactory
	Stream<DynamicTest> whenOnThePortThenEachCasePasses() {
		int port = context.getBean("nettyGrpcServerLifecycle", GrpcServerLifecycle.class).getPort();
		Supplier<InteropCases> interop = () -> new InteropCases(channels(), "static://localhost:" + port,
				() -> Grpc.newChannelBuilder("localhost:" + port, InsecureChannelCredentials.create()));
		return cases().entrySet().stream().map((entry) -> test("netty", entry.getKey(), interop, entry.getValue()));
	}

	@TestFactory
	Stream<DynamicTest> whenInProcessThenEachCasePasses() {
		NOT_IN_PROCESS.forEach((name, reason) -> results.put("in-process " + name, "not applicable: " + reason));
		Supplier<InteropCases> interop = () -> new InteropCases(channels(), "in-process:interop",
				() -> InProcessChannelBuilder.forName("interop"));
		return cases().entrySet()
			.stream()
			.filter((entry) -> !NOT_IN_PROCESS.containsKey(entry.getKey()))
			.map((entry) -> test("in-process", entry.getKey(), interop, entry.getValue()));
	}

	private static GrpcChannelFactory channels() {
		return context.getBean(GrpcChannelFactory.class);
	}

	private static DynamicTest test(String transport, String name, Supplier<InteropCases> interop, Case action) {
		return DynamicTest.dynamicTest(name, () -> {
			String key = transport + " " + name;
			results.put(key, "failed");
			InteropCases cases = interop.get();
			cases.setUp();
			try {
				action.run(cases);
				results.put(key, "passed");
			}
			catch (AssumptionViolatedException ex) {
				results.put(key, "not applicable: " + ex.getMessage());
				throw new TestAbortedException(ex.getMessage());
			}
			finally {
				cases.tearDown();
			}
		});
	}

	private static Map<String, Case> cases() {
		Map<String, Case> cases = new TreeMap<>();
		Arrays.stream(AbstractInteropTest.class.getMethods())
			.filter((method) -> method.isAnnotationPresent(org.junit.Test.class))
			.forEach((method) -> cases.put(method.getName(), (interop) -> invoke(method, interop)));
		cases.put("clientCompressedUnary_noProbe", (interop) -> interop.clientCompressedUnary(false));
		cases.put("clientCompressedStreaming_noProbe", (interop) -> interop.clientCompressedStreaming(false));
		cases.put("rpcSoak", (interop) -> interop.rpcSoak(SOAK));
		cases.put("channelSoak", (interop) -> interop.channelSoak(SOAK));
		return cases;
	}

	private static void invoke(Method method, InteropCases interop) throws Throwable {
		try {
			method.invoke(interop);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	/**
	 * One case.
	 */
	@FunctionalInterface
	private interface Case {

		void run(InteropCases cases) throws Throwable;

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean(destroyMethod = "shutdownNow")
		ScheduledExecutorService interopExecutor() {
			return Executors.newScheduledThreadPool(2);
		}

		@Bean
		BindableService interopService(ScheduledExecutorService interopExecutor) {
			TestServiceImpl service = new TestServiceImpl(interopExecutor);
			return () -> ServerInterceptors.intercept(service, TestServiceImpl.interceptors());
		}

	}

}
