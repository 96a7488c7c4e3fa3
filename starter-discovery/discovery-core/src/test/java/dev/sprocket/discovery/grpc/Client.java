// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;

import dev.sprocket.discovery.balance.EndpointSnapshot;

/**
 * A channel with the policy under test, on a clock that stands until it is advanced or on
 * the real one.
 */
final class Client implements AutoCloseable {

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private final AtomicLong now = new AtomicLong();

	private final EwmaLoadBalancerProvider provider;

	private final ManagedChannel channel;

	private Client(String target, boolean realTime, Map<String, ?> config) {
		String policy = EwmaLoadBalancerProvider.POLICY + "_" + NUMBER.incrementAndGet();
		Random random = new Random(7);
		LongSupplier clock = realTime ? System::nanoTime : this.now::get;
		this.provider = new EwmaLoadBalancerProvider(policy, clock, () -> random);
		LoadBalancerRegistry.getDefaultRegistry().register(this.provider);
		this.channel = NettyChannelBuilder.forTarget(target)
			.usePlaintext()
			.defaultServiceConfig(Map.of("loadBalancingConfig", List.of(Map.of(policy, config))))
			.build();
	}

	static Client onStandingClock(Addresses addresses, Map<String, ?> config) {
		return new Client(addresses.target(), false, config);
	}

	static Client onRealClock(Addresses addresses, Map<String, ?> config) {
		return new Client(addresses.target(), true, config);
	}

	void advance(Duration duration) {
		this.now.addAndGet(duration.toNanos());
	}

	String say() {
		return ClientCalls.blockingUnaryCall(newCall(), "how are you?");
	}

	Future<String> sayLater() {
		return ClientCalls.futureUnaryCall(newCall(), "how are you?");
	}

	private ClientCall<String, String> newCall() {
		return this.channel.newCall(Backend.SAY, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS));
	}

	ManagedChannel channel() {
		return this.channel;
	}

	List<EndpointSnapshot> endpoints() {
		return this.provider.snapshot().values().stream().flatMap(List::stream).toList();
	}

	EndpointSnapshot endpoint(Backend backend) {
		return endpoints().stream()
			.filter((endpoint) -> endpoint.name().endsWith(":" + backend.address().getPort()))
			.findFirst()
			.orElseThrow();
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
		LoadBalancerRegistry.getDefaultRegistry().deregister(this.provider);
	}

}
