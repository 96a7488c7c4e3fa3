// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * How the gRPC server calls handlers.
 *
 * @param concurrentCalls calls in progress at a time, over all connections; one more is
 * refused with RESOURCE_EXHAUSTED
 * @param deadline how long a unary call may take whose caller gave no deadline; 0 for as
 * long as it takes
 * @param threads threads for handlers where virtual ones are not in use; calls beyond
 * them wait
 */
@ConfigurationProperties("sprocket.rpc.server")
record RpcServerProperties(@DefaultValue("1000") int concurrentCalls, @DefaultValue("30s") Duration deadline,
		@DefaultValue("200") int threads) {

	RpcServerProperties {
		Assert.isTrue(concurrentCalls > 0,
				() -> "sprocket.rpc.server.concurrent-calls must be at least 1, not " + concurrentCalls);
		Assert.isTrue(!deadline.isNegative(),
				() -> "sprocket.rpc.server.deadline must not be negative, not " + deadline);
		Assert.isTrue(threads > 0, () -> "sprocket.rpc.server.threads must be at least 1, not " + threads);
	}

}
