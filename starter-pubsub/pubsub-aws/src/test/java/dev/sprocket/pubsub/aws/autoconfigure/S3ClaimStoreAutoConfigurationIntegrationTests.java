// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.memory.autoconfigure.MemoryPubSubAutoConfiguration;
import dev.sprocket.test.FailureAnalyses;
import dev.sprocket.test.servers.SnsSqsServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class S3ClaimStoreAutoConfigurationIntegrationTests {

	private final String bucket = "claims-" + UUID.randomUUID();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, AwsPubSubAutoConfiguration.class,
				S3ClaimStoreAutoConfiguration.class, MemoryPubSubAutoConfiguration.class,
				PubSubAutoConfiguration.class))
		.withPropertyValues("sprocket.pubsub.backend=memory", "sprocket.pubsub.aws.claim-bucket=" + this.bucket);

	@Test
	void whenABucketIsSetThenLargeBodiesAreThere() {
		this.runner
			.withBean(AwsCredentialsProvider.class,
					() -> StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
			.withPropertyValues("sprocket.pubsub.aws.region=us-east-1",
					"sprocket.pubsub.aws.endpoint=" + SnsSqsServer.start(), "sprocket.pubsub.claim-check.threshold=1KB")
			.run((context) -> {
				S3Client client = S3Clients.create(context.getBean(AwsClients.class));
				client.createBucket((request) -> request.bucket(this.bucket));
				PubSub pubSub = context.getBean(PubSub.class);
				List<String> arrived = new CopyOnWriteArrayList<>();
				pubSub.subscribe(SubscriptionSpec.of("orders", "g", String.class),
						(message, acknowledgment) -> arrived.add(message.payload()));
				pubSub.publisher().publish("orders", "x".repeat(2_000));
				await().atMost(Duration.ofMinutes(1)).until(() -> !arrived.isEmpty());
				assertThat(arrived).containsExactly("x".repeat(2_000));
				assertThat(client.listObjectsV2((request) -> request.bucket(this.bucket)).contents()).hasSize(1);
			});
	}

	@Test
	void whenTheClientIsMissingThenTheStartNamesIt() {
		this.runner.withClassLoader(new FilteredClassLoader("software.amazon.awssdk.services.s3")).run((context) -> {
			FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
			assertThat(analysis.getDescription()).isEqualTo("sprocket.pubsub.aws.claim-bucket is set, and "
					+ "software.amazon.awssdk:s3 is not on the class path.");
			assertThat(analysis.getAction())
				.isEqualTo("Add the dependency software.amazon.awssdk:s3, or remove sprocket.pubsub.aws.claim-bucket.");
		});
	}

}
