// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.aws.AwsBackendFactory;
import dev.sprocket.pubsub.spi.BackendFactory;

/**
 * Auto-configuration of the backends on SNS and SQS. Clients, credentials and region are
 * beans where the application or Spring Cloud AWS has some, else those of the AWS SDK's
 * own chain; nothing is asked before a backend is made.
 */
@AutoConfiguration(before = PubSubAutoConfiguration.class,
		afterName = { "io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration",
				"io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration",
				"io.awspring.cloud.autoconfigure.sns.SnsAutoConfiguration" })
@EnableConfigurationProperties(AwsProperties.class)
public final class AwsPubSubAutoConfiguration {

	@Bean
	AwsClients pubSubAwsClients(AwsProperties properties, ObjectProvider<SqsClient> sqs, ObjectProvider<SnsClient> sns,
			ObjectProvider<AwsCredentialsProvider> credentials, ObjectProvider<AwsRegionProvider> regions) {
		return new AwsClients(properties, sqs, sns, credentials, regions);
	}

	@Bean
	BackendFactory awsBackendFactory(AwsProperties properties, AwsClients clients) {
		return new AwsBackendFactory(properties.settings(false), clients::sqs, clients::sns);
	}

	@Bean
	BackendFactory awsFifoBackendFactory(AwsProperties properties, AwsClients clients) {
		return new AwsBackendFactory(properties.settings(true), clients::sqs, clients::sns);
	}

	@Bean
	UnmatchedFilters pubSubAwsUnmatchedFilters(ApplicationContext context, ObjectProvider<PubSub> pubSub,
			AwsProperties properties) {
		return new UnmatchedFilters(context, pubSub, properties.filters());
	}

}
