// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.spi.Backend;

/**
 * Consumes until it is killed, and says what it has handled.
 */
public final class ConsumingProcess {

	private ConsumingProcess() {
	}

	public static void main(String[] arguments) throws InterruptedException {
		new PubSubBuilder(open(URI.create(arguments[0]))).build()
			.subscribe(
					SubscriptionSpec.of(arguments[1], "g", String.class)
						.concurrency(4)
						.lease(Duration.ofSeconds(2), Duration.ofMinutes(5)),
					(message, acknowledgment) -> System.out.println("handled " + message.payload()));
		new CountDownLatch(1).await();
	}

	static Backend open(URI endpoint) {
		return new AwsBackendFactory(Emulator.settings(false, FanOut.SNS, Missing.CREATE), () -> Emulator.sqs(endpoint),
				() -> Emulator.sns(endpoint))
			.create();
	}

}
