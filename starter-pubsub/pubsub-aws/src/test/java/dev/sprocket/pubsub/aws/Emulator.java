// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.aws.AwsSettings.QueueDeadLetters;
import dev.sprocket.pubsub.spi.Backend;

/**
 * Clients of an emulator, and settings and a backend to use it with.
 */
final class Emulator {

	static final AwsCredentialsProvider CREDENTIALS = StaticCredentialsProvider
		.create(AwsBasicCredentials.create("test", "test"));

	/** Where nobody listens. */
	static final URI NOWHERE = URI.create("http://127.0.0.1:9");

	/** That of the clients that the starter makes. */
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private Emulator() {
	}

	static SqsClient sqs(URI endpoint, ExecutionInterceptor... interceptors) {
		return sqs(endpoint, TIMEOUT, interceptors);
	}

	static SqsClient sqs(URI endpoint, Duration timeout, ExecutionInterceptor... interceptors) {
		return SqsClient.builder()
			.endpointOverride(endpoint)
			.region(Region.US_EAST_1)
			.credentialsProvider(CREDENTIALS)
			.httpClientBuilder(Apache5HttpClient.builder().maxConnections(200))
			.overrideConfiguration((override) -> override.apiCallTimeout(timeout)
				.retryStrategy(AwsRetryStrategy.doNotRetry())
				.executionInterceptors(List.of(interceptors)))
			.build();
	}

	static SnsClient sns(URI endpoint) {
		return sns(endpoint, TIMEOUT);
	}

	static SnsClient sns(URI endpoint, Duration timeout) {
		return SnsClient.builder()
			.endpointOverride(endpoint)
			.region(Region.US_EAST_1)
			.credentialsProvider(CREDENTIALS)
			.httpClientBuilder(Apache5HttpClient.builder().maxConnections(200))
			.overrideConfiguration(
					(override) -> override.apiCallTimeout(timeout).retryStrategy(AwsRetryStrategy.doNotRetry()))
			.build();
	}

	static Backend backend(Supplier<SqsClient> sqs, Supplier<SnsClient> sns) {
		return new AwsBackendFactory(settings(false, FanOut.SNS, Missing.CREATE), sqs, sns).create();
	}

	static AwsSettings settings(boolean fifo, FanOut fanOut, Missing missing) {
		return settings(fifo, fanOut, missing, AwsSettings.DEFAULT_MESSAGE_BYTES);
	}

	static AwsSettings settings(int messageBytes) {
		return settings(false, FanOut.SNS, Missing.CREATE, messageBytes);
	}

	private static AwsSettings settings(boolean fifo, FanOut fanOut, Missing missing, int messageBytes) {
		return new AwsSettings(fifo, fanOut, missing, Duration.ofSeconds(1), messageBytes, List.of(),
				QueueDeadLetters.LEAVE, Map.of());
	}

}
