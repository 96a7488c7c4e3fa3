// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.FaultProxy;
import dev.sprocket.pubsub.test.Faults;

/**
 * The way to an emulator through a network that breaks, with clients that wait for two
 * seconds at most.
 */
final class AwsFaults implements Faults, AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final AwsSettings settings;

	private final URI endpoint;

	private final List<SdkAutoCloseable> clients = new ArrayList<>();

	private @Nullable FaultProxy proxy;

	AwsFaults(AwsSettings settings, URI endpoint) {
		this.settings = settings;
		this.endpoint = endpoint;
	}

	@Override
	public Backend open() {
		URI behind = URI.create("http://127.0.0.1:" + proxy().port());
		SqsClient sqs = Emulator.sqs(behind, TIMEOUT);
		SnsClient sns = Emulator.sns(behind, TIMEOUT);
		this.clients.add(sqs);
		this.clients.add(sns);
		return new AwsBackendFactory(this.settings, () -> sqs, () -> sns).create();
	}

	// Most tests of a harness need none.

	@Override
	public synchronized FaultProxy proxy() {
		if (this.proxy == null) {
			this.proxy = new FaultProxy(this.endpoint.getHost(), this.endpoint.getPort());
		}
		return this.proxy;
	}

	@Override
	public void close() {
		this.clients.forEach(SdkAutoCloseable::close);
		if (this.proxy != null) {
			this.proxy.close();
		}
	}

}
