// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * The clients of SNS and SQS: beans of the application, else made when first asked for,
 * without retries, which would double messages whose answer was lost.
 */
final class AwsClients implements AutoCloseable {

	private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

	/** Each receiver waits on a connection of its own. */
	private static final int MAX_CONNECTIONS = 1_000;

	private final AwsProperties properties;

	private final ObjectProvider<SqsClient> sqsBeans;

	private final ObjectProvider<SnsClient> snsBeans;

	private final ObjectProvider<AwsCredentialsProvider> credentials;

	private final ObjectProvider<AwsRegionProvider> regions;

	private final List<SdkAutoCloseable> made = new ArrayList<>();

	private @Nullable SqsClient sqs;

	private @Nullable SnsClient sns;

	AwsClients(AwsProperties properties, ObjectProvider<SqsClient> sqsBeans, ObjectProvider<SnsClient> snsBeans,
			ObjectProvider<AwsCredentialsProvider> credentials, ObjectProvider<AwsRegionProvider> regions) {
		this.properties = properties;
		this.sqsBeans = sqsBeans;
		this.snsBeans = snsBeans;
		this.credentials = credentials;
		this.regions = regions;
	}

	synchronized SqsClient sqs() {
		if (this.sqs == null) {
			this.sqs = this.sqsBeans.getIfAvailable(() -> made(() -> configured(SqsClient.builder()).build()));
		}
		return this.sqs;
	}

	synchronized SnsClient sns() {
		if (this.sns == null) {
			this.sns = this.snsBeans.getIfAvailable(() -> made(() -> configured(SnsClient.builder()).build()));
		}
		return this.sns;
	}

	synchronized <T extends SdkAutoCloseable> T make(Supplier<T> client) {
		return made(client);
	}

	boolean isEndpointGiven() {
		return this.properties.endpoint() != null;
	}

	private <T extends SdkAutoCloseable> T made(Supplier<T> client) {
		T made = client.get();
		this.made.add(made);
		return made;
	}

	private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configured(B builder) {
		return configured(builder, AwsRetryStrategy.doNotRetry());
	}

	<B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configured(B builder, RetryStrategy retries) {
		builder.region(region());
		builder.httpClientBuilder(Apache5HttpClient.builder().maxConnections(MAX_CONNECTIONS));
		builder.overrideConfiguration((override) -> override.apiCallTimeout(CALL_TIMEOUT).retryStrategy(retries));
		this.credentials.ifAvailable(builder::credentialsProvider);
		if (this.properties.endpoint() != null) {
			builder.endpointOverride(this.properties.endpoint());
		}
		return builder;
	}

	private Region region() {
		if (this.properties.region() != null) {
			return Region.of(this.properties.region());
		}
		AwsRegionProvider chain = this.regions.getIfAvailable(() -> DefaultAwsRegionProviderChain.builder().build());
		try {
			return chain.getRegion();
		}
		catch (SdkClientException ex) {
			throw new SetupException(ErrorKind.INVALID,
					"The pub/sub backend on SNS and SQS was chosen, and nothing says in which AWS region",
					"Set sprocket.pubsub.aws.region, such as eu-central-1, or the environment variable AWS_REGION. "
							+ "For an emulator set sprocket.pubsub.aws.endpoint, too.",
					ex);
		}
	}

	@Override
	public synchronized void close() {
		this.made.forEach(SdkAutoCloseable::close);
		this.made.clear();
	}

}
