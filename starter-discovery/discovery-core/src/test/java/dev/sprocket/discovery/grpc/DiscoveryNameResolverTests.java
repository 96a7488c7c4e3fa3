// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.EquivalentAddressGroup;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.SynchronizationContext;
import io.grpc.internal.GrpcUtil;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.sprocket.discovery.balance.BalancerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How targets become instances of Spring Cloud's discovery.
 */
@ExtendWith(OutputCaptureExtension.class)
class DiscoveryNameResolverTests {

	private static final Duration RARELY = Duration.ofHours(1);

	private static final Duration OFTEN = Duration.ofMillis(20);

	private final Registry registry = new Registry();

	private final Backend first = new Backend();

	private final Backend second = new Backend();

	private DiscoveryNameResolverProvider provider = new DiscoveryNameResolverProvider(this.registry,
			List.of(this.registry), RARELY, BalancerSettings.DEFAULTS);

	private ManagedChannel channel = NettyChannelBuilder.forTarget("unused").build();

	private void connect(Duration poll, String service) {
		this.provider = new DiscoveryNameResolverProvider(this.registry, List.of(this.registry), poll,
				BalancerSettings.DEFAULTS);
		NameResolverRegistry.getDefaultRegistry().register(this.provider);
		this.channel.shutdownNow();
		this.channel = NettyChannelBuilder.forTarget("discovery:///" + service)
			.usePlaintext()
			.defaultLoadBalancingPolicy(EwmaLoadBalancerProvider.POLICY)
			.build();
	}

	@AfterEach
	void close() {
		this.channel.shutdownNow();
		NameResolverRegistry.getDefaultRegistry().deregister(this.provider);
		this.first.close();
		this.second.close();
	}

	private String say() {
		return ClientCalls.blockingUnaryCall(this.channel, Backend.SAY,
				CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), "how are you?");
	}

	@Test
	void whenAServiceIsRegisteredThenItsGrpcPortIsCalled() {
		this.registry.hold(this.first);
		connect(RARELY, "speaker");
		assertThat(say()).isEqualTo("well");
		assertThat(this.first.calls()).isEqualTo(1);
	}

	@Test
	void whenAChangeIsPushedThenCallsFollowIt() {
		this.registry.hold(this.first);
		connect(RARELY, "speaker");
		say();
		this.registry.push(this.second);
		Awaitility.await().until(() -> {
			say();
			return this.second.calls() > 0;
		});
		assertThat(this.registry.lookups()).isEqualTo(1);
	}

	@Test
	void whenNothingIsPushedThenPollsFindTheChange() {
		this.registry.hold(this.first);
		connect(OFTEN, "speaker");
		say();
		this.registry.hold(this.second);
		Awaitility.await().until(() -> {
			say();
			return this.second.calls() > 0;
		});
	}

	@Test
	void whenTheRegistryGoesDownThenTheKnownInstancesStay(CapturedOutput output) {
		this.registry.hold(this.first);
		connect(OFTEN, "speaker");
		say();
		this.registry.goesDown();
		int before = this.registry.lookups();
		Awaitility.await().until(() -> this.registry.lookups() > before + 3);
		assertThat(say()).isEqualTo("well");
		assertThat(output.toString()).containsOnlyOnce("speaker: the registry does not answer, so the known instances "
				+ "stay: java.lang.IllegalStateException: Connection refused");
		this.registry.hold(this.second);
		this.registry.comesBack();
		Awaitility.await().until(() -> {
			say();
			return this.second.calls() > 0;
		});
		assertThat(output).contains("speaker: the registry answers again");
	}

	@Test
	void whenTheRegistryIsDownFromTheStartThenCallsFailAndSayWhy() {
		this.registry.goesDown();
		connect(OFTEN, "speaker");
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(this::say)
			.withMessage("UNAVAILABLE: No instance of speaker is known, and not every registry answers (in memory): "
					+ "java.lang.IllegalStateException: Connection refused");
		this.registry.hold(this.first);
		this.registry.comesBack();
		Awaitility.await().ignoreExceptions().until(this::say, "well"::equals);
	}

	@Test
	void whenNoInstanceIsRegisteredThenCallsFailAndSayWhatToDo() {
		connect(RARELY, "listener");
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(this::say)
			.withMessage("UNAVAILABLE: No instance of listener with a gRPC port is known to any registry (in memory): "
					+ "start one, or check the service's name");
	}

	@Test
	void whenTheChannelIsShutDownThenTheWatchAndThePollsEnd() {
		this.registry.hold(this.first);
		connect(RARELY, "speaker");
		say();
		assertThat(this.registry.watches()).isEqualTo(1);
		this.channel.shutdownNow();
		Awaitility.await().until(() -> this.registry.watches() == 0);
	}

	@Test
	void whenMetadataNamesAPortThenItIsUsedElseThePortOfTheInstance() {
		assertThat(InstanceAddresses.of(List.of(Registry.instance(1, Map.of("gRPC_port", "11")),
				Registry.instance(2, Map.of("grpc", "12")), Registry.instance(3, Map.of()))))
			.flatExtracting(EquivalentAddressGroup::getAddresses)
			.containsExactly(new InetSocketAddress("127.0.0.1", 11), new InetSocketAddress("127.0.0.1", 12),
					new InetSocketAddress("127.0.0.1", 3));
	}

	@Test
	void whenAPortIsWrongThenTheInstanceIsLeftOutAndNamed(CapturedOutput output) {
		assertThat(InstanceAddresses.of(List.of(Registry.instance(1, Map.of("gRPC_port", "none"))))).isEmpty();
		assertThat(output).contains("speaker: the instance at 127.0.0.1 is left out: its gRPC port is none; set "
				+ "gRPC_port in its metadata");
	}

	@Test
	void whenATargetNamesNoServiceThenTheErrorNamesTheTarget() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.provider.newNameResolver(URI.create("discovery://speaker"), arguments()))
			.withMessage("The target discovery://speaker names no service: write discovery:///<service>");
	}

	private static NameResolver.Args arguments() {
		SynchronizationContext context = new SynchronizationContext((thread, error) -> {
			throw new AssertionError(error);
		});
		return NameResolver.Args.newBuilder()
			.setDefaultPort(80)
			.setProxyDetector(GrpcUtil.NOOP_PROXY_DETECTOR)
			.setSynchronizationContext(context)
			.setServiceConfigParser(new NoServiceConfig())
			.build();
	}

	private static final class NoServiceConfig extends NameResolver.ServiceConfigParser {

		@Override
		public NameResolver.ConfigOrError parseServiceConfig(Map<String, ?> config) {
			return NameResolver.ConfigOrError.fromError(Status.UNIMPLEMENTED);
		}

	}

}
