// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.balancing;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

import dev.sprocket.discovery.balance.BalancerSettings;
import dev.sprocket.discovery.grpc.DiscoveryNameResolverProvider;

/**
 * One experiment with one policy: real servers, one channel, calls at a fixed rate that
 * no slow answer holds up.
 */
final class Run {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final Experiment experiment;

	private final Outcome outcome;

	private final Phaser calls = new Phaser(1);

	private Run(Experiment experiment, String policy) {
		this.experiment = experiment;
		this.outcome = new Outcome(policy, experiment.seconds());
	}

	static Outcome of(Experiment experiment, String policy) throws Exception {
		Run run = new Run(experiment, policy);
		try (Servers servers = new Servers(experiment)) {
			run.call(servers.ports(), policy);
		}
		return run.outcome;
	}

	private void call(List<Integer> ports, String policy) throws IOException, InterruptedException, TimeoutException {
		DiscoveryNameResolverProvider resolver = resolver(ports);
		NameResolverRegistry.getDefaultRegistry().register(resolver);
		ManagedChannel channel = NettyChannelBuilder.forTarget("discovery:///" + FixedInstances.SERVICE)
			.usePlaintext()
			.directExecutor()
			.disableRetry()
			.defaultLoadBalancingPolicy(policy)
			.build();
		ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
		try {
			long start = System.nanoTime();
			clock.scheduleAtFixedRate(() -> call(channel, start), 0, SECOND / this.experiment.rate(),
					TimeUnit.NANOSECONDS);
			Thread.sleep(this.experiment.seconds() * 1000L);
			clock.shutdown();
			clock.awaitTermination(5, TimeUnit.SECONDS);
			this.calls.awaitAdvanceInterruptibly(this.calls.arrive(), 30, TimeUnit.SECONDS);
		}
		finally {
			clock.shutdownNow();
			channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
			NameResolverRegistry.getDefaultRegistry().deregister(resolver);
		}
	}

	private static DiscoveryNameResolverProvider resolver(List<Integer> ports) {
		return new DiscoveryNameResolverProvider(new FixedInstances(ports), List.of(), Duration.ofMinutes(1),
				BalancerSettings.DEFAULTS);
	}

	private void call(ManagedChannel channel, long start) {
		long begun = System.nanoTime();
		int second = (int) ((begun - start) / SECOND);
		this.calls.register();
		ClientCalls.asyncUnaryCall(channel.newCall(Servers.CALL, CallOptions.DEFAULT), new byte[100],
				new StreamObserver<>() {

					@Override
					public void onNext(byte[] answer) {
					}

					@Override
					public void onError(Throwable error) {
						end(second, begun, false);
					}

					@Override
					public void onCompleted() {
						end(second, begun, true);
					}

				});
	}

	private void end(int second, long begun, boolean well) {
		this.outcome.add(second, System.nanoTime() - begun, well);
		this.calls.arriveAndDeregister();
	}

}
