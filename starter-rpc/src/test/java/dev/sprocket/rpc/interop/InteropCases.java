// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.interop;

import java.util.function.Supplier;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import org.springframework.grpc.client.GrpcChannelFactory;

/**
 * grpc-java's own interop cases, over a channel of ours to a server that runs already.
 */
final class InteropCases extends AbstractInteropTest {

	private final GrpcChannelFactory channels;

	private final String target;

	private final Supplier<ManagedChannelBuilder<?>> plain;

	/**
	 * Create the cases.
	 * @param channels makes the channels of all cases
	 * @param target where the server is
	 * @param plain makes a channel by hand, for the case that wants one without a policy
	 * for retries
	 */
	InteropCases(GrpcChannelFactory channels, String target, Supplier<ManagedChannelBuilder<?>> plain) {
		this.channels = channels;
		this.target = target;
		this.plain = plain;
	}

	@Override
	protected ManagedChannel createChannel() {
		return this.channels.createChannel(this.target);
	}

	@Override
	protected ManagedChannelBuilder<?> createChannelBuilder() {
		return this.plain.get();
	}

	@Override
	protected boolean metricsExpected() {
		return false;
	}

	void rpcSoak(int iterations) throws Exception {
		for (int i = 0; i < iterations; i++) {
			largeUnary();
		}
	}

	void channelSoak(int iterations) throws Exception {
		for (int i = 0; i < iterations; i++) {
			largeUnary();
			tearDown();
			setUp();
		}
	}

}
