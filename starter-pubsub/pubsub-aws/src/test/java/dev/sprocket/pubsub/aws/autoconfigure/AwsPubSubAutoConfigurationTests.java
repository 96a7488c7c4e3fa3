// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.aws.AwsSettings;
import dev.sprocket.pubsub.aws.AwsSettings.QueueDeadLetters;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Support;
import dev.sprocket.test.FailureAnalyses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AwsPubSubAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withSystemProperties("aws.disableEc2Metadata=true", "aws.region=")
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, AwsPubSubAutoConfiguration.class,
				PubSubAutoConfiguration.class));

	@Test
	void whenNothingIsChosenThenStandardTopicsAreTheBackend() {
		this.runner.withPropertyValues("sprocket.pubsub.aws.region=eu-central-1").run((context) -> {
			assertThat(context).hasSingleBean(PubSub.class);
			assertThat(context.getBeansOfType(BackendFactory.class).values()).extracting(BackendFactory::name)
				.containsExactlyInAnyOrder("aws", "aws-fifo");
		});
	}

	@Test
	void whenFifoIsChosenThenKeysAreOrderedAndDelaysAreNot() {
		this.runner
			.withPropertyValues("sprocket.pubsub.backend=aws-fifo", "sprocket.pubsub.aws.region=eu-central-1",
					"sprocket.pubsub.aws.max-message-size=1MB")
			.run((context) -> {
				Backend backend = context.getBean("awsFifoBackendFactory", BackendFactory.class).create();
				assertThat(backend.name()).isEqualTo("aws-fifo");
				assertThat(backend.capabilities().of(Capability.KEY_ORDER)).isEqualTo(Support.NATIVE);
				assertThat(backend.capabilities().of(Capability.DELAYED_DELIVERY)).isEqualTo(Support.NONE);
				assertThat(backend.capabilities().limits().bodyBytes()).isEqualTo(736_896);
				backend.close();
			});
	}

	@Test
	void whenThereIsNoRegionThenItSaysWhatToSet() {
		this.runner.run((context) -> {
			FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
			assertThat(analysis.getDescription())
				.isEqualTo("The pub/sub backend on SNS and SQS was chosen, and nothing says in which AWS region.");
			assertThat(analysis.getAction()).isEqualTo("Set sprocket.pubsub.aws.region, such as eu-central-1, or the "
					+ "environment variable AWS_REGION. For an emulator set sprocket.pubsub.aws.endpoint, too.");
		});
	}

	@Test
	void whenARegionProviderIsABeanThenItSaysTheRegion() {
		this.runner.withBean(AwsRegionProvider.class, () -> () -> Region.EU_WEST_1)
			.run((context) -> assertThat(context.getBean(AwsClients.class).sqs().serviceClientConfiguration().region())
				.isEqualTo(Region.EU_WEST_1));
	}

	@Test
	void whenClientsAreMadeThenACallHasALimitAndOnlyThatOfS3IsTriedAgain() {
		this.runner.withPropertyValues("sprocket.pubsub.aws.region=eu-central-1").run((context) -> {
			AwsClients clients = context.getBean(AwsClients.class);
			assertOverrides(clients.sqs().serviceClientConfiguration(), 1);
			assertOverrides(clients.sns().serviceClientConfiguration(), 1);
			assertOverrides(S3Clients.create(clients).serviceClientConfiguration(), 3);
		});
	}

	@Test
	void whenARoleIsTakenByATokenThenTheTokenIsReadAndNoModuleIsMissing(@TempDir Path folder) {
		Path token = folder.resolve("token");
		this.runner
			.withSystemProperties("aws.webIdentityTokenFile=" + token,
					"aws.roleArn=arn:aws:iam::123456789012:role/billing")
			.withPropertyValues("sprocket.pubsub.aws.region=eu-central-1")
			.run((context) -> {
				IdentityProvider<?> credentials = context.getBean(AwsClients.class)
					.sqs()
					.serviceClientConfiguration()
					.credentialsProvider();
				assertThatExceptionOfType(SdkClientException.class)
					.isThrownBy(() -> credentials.resolveIdentity().join())
					.withMessageContaining(token.toString())
					.withMessageNotContaining("service module");
			});
	}

	private static void assertOverrides(SdkServiceClientConfiguration configuration, int attempts) {
		ClientOverrideConfiguration overrides = configuration.overrideConfiguration();
		assertThat(overrides.apiCallTimeout()).contains(Duration.ofSeconds(30));
		assertThat(overrides.retryStrategy()).map(RetryStrategy::maxAttempts).contains(attempts);
	}

	@Test
	void whenClientsAreBeansThenTheyAreUsedAndNoRegionIsAskedFor() {
		SqsClient sqs = SqsClient.builder().region(Region.US_EAST_1).build();
		SnsClient sns = SnsClient.builder().region(Region.US_EAST_1).build();
		this.runner.withBean(SqsClient.class, () -> sqs).withBean(SnsClient.class, () -> sns).run((context) -> {
			assertThat(context).hasSingleBean(PubSub.class);
			assertThat(context.getBean(AwsClients.class).sqs()).isSameAs(sqs);
			assertThat(context.getBean(AwsClients.class).sns()).isSameAs(sns);
		});
	}

	@Test
	void whenThereIsNoFanOutThenSnsIsNotAsked() {
		this.runner
			.withPropertyValues("sprocket.pubsub.aws.fan-out=none", "sprocket.pubsub.aws.region=eu-central-1",
					"sprocket.pubsub.aws.endpoint=http://127.0.0.1:9")
			.run((context) -> {
				Backend backend = context.getBean("awsBackendFactory", BackendFactory.class).create();
				assertThat(backend.capabilities().of(Capability.GROUPS)).isEqualTo(Support.NONE);
				backend.close();
			});
	}

	@Test
	void whenNothingIsSaidThenWhatSqsMovesIsLeft() {
		this.runner.withPropertyValues("sprocket.pubsub.aws.region=eu-central-1")
			.run((context) -> assertThat(context.getBean(AwsProperties.class).settings(false))
				.returns(QueueDeadLetters.LEAVE, AwsSettings::queueDeadLetters)
				.returns(Map.of(), AwsSettings::queues));
	}

	@Test
	void whenQueuesAreTopicsThenTheirNamesMayHoldDots() {
		this.runner.withPropertyValues("sprocket.pubsub.aws.region=eu-central-1",
				"sprocket.pubsub.aws.queue-dead-letters=adopt", "sprocket.pubsub.aws.queues[orders.dead]=orders_DLQ")
			.run((context) -> assertThat(context.getBean(AwsProperties.class).settings(false))
				.returns(QueueDeadLetters.ADOPT, AwsSettings::queueDeadLetters)
				.returns(Map.of("orders.dead", "orders_DLQ"), AwsSettings::queues));
	}

	@Test
	void whenASettingIsWrongThenTheStartFailsAndNamesIt() {
		assertRefused("sprocket.pubsub.aws.long-poll=30s", "It must be a number of whole seconds from 1s to 20s.");
		assertRefused("sprocket.pubsub.aws.long-poll=1500ms", "It must be a number of whole seconds from 1s to 20s.");
		assertRefused("sprocket.pubsub.aws.max-message-size=2MB", "It must be from 128KB to 1MB.");
	}

	private void assertRefused(String property, String rule) {
		this.runner.withPropertyValues(property, "sprocket.pubsub.aws.region=eu-central-1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (exception) -> {
					assertThat(exception.getName()).isEqualTo(property.substring(0, property.indexOf('=')));
					assertThat(exception.getReason()).isEqualTo(rule);
				}));
	}

}
