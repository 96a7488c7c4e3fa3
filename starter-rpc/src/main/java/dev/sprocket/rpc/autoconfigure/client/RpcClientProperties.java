// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * How gRPC clients call.
 *
 * @param deadline how long a unary call may take that has no deadline of its own, from
 * its stub or its channel; 0 for as long as it takes
 * @param retry when a failed call is made again
 */
@ConfigurationProperties("sprocket.rpc.client")
record RpcClientProperties(@DefaultValue("10s") Duration deadline, @DefaultValue Retry retry) {

	RpcClientProperties {
		Assert.isTrue(!deadline.isNegative(),
				() -> "sprocket.rpc.client.deadline must not be negative, not " + deadline);
	}

	/**
	 * When a failed call is made again.
	 *
	 * @param attempts how often a call is tried, the first time included
	 * @param backoff the longest pause before the second attempt; each further one is
	 * twice as long, and a random part of it is waited
	 * @param maxBackoff the longest pause of all
	 */
	record Retry(@DefaultValue("3") int attempts, @DefaultValue("50ms") Duration backoff,
			@DefaultValue("1s") Duration maxBackoff) {

		private static final int MOST = 5;

		Retry {
			Assert.isTrue(attempts >= 2 && attempts <= MOST,
					() -> "sprocket.rpc.client.retry.attempts must be 2 to %d, which is the most that gRPC tries, not %d"
						.formatted(MOST, attempts));
			Assert.isTrue(!backoff.isNegative() && !backoff.isZero(),
					() -> "sprocket.rpc.client.retry.backoff must be longer than 0, not " + backoff);
			Assert.isTrue(maxBackoff.compareTo(backoff) >= 0,
					() -> "sprocket.rpc.client.retry.max-backoff must not be shorter than backoff, not " + maxBackoff);
		}

	}

}
