// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.Faults;
import dev.sprocket.pubsub.test.Patience;

/**
 * The backend on an emulator, which all tests share.
 */
final class AwsHarness implements BackendHarness {

	private final String name;

	private final AwsSettings settings;

	private final SqsClient sqs;

	private final SnsClient sns;

	private final AwsFaults faults;

	AwsHarness(String name, AwsSettings settings, URI endpoint) {
		this.name = name;
		this.settings = settings;
		this.sqs = Emulator.sqs(endpoint);
		this.sns = Emulator.sns(endpoint);
		this.faults = new AwsFaults(settings, endpoint);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Backend open() {
		return new AwsBackendFactory(this.settings, () -> this.sqs, () -> this.sns).create();
	}

	@Override
	public Clock clock() {
		return Clock.systemUTC();
	}

	@Override
	public void advance(Duration duration) {
		Patience.pass(duration);
	}

	/**
	 * A lease of six of them, which SQS counts in whole seconds, is longer than the long
	 * poll of an instance that was killed.
	 * @return a quarter of a second
	 */
	@Override
	public Duration beat() {
		return Duration.ofMillis(250);
	}

	@Override
	public Optional<Faults> faults() {
		return Optional.of(this.faults);
	}

	@Override
	public void close() {
		this.faults.close();
		this.sqs.close();
		this.sns.close();
	}

}
