// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

import dev.sprocket.pubsub.aws.S3ClaimStore;
import dev.sprocket.pubsub.spi.ClaimStore;

/**
 * The client of S3: a bean of the application, else one like those of SNS and SQS. Apart
 * because S3 may be absent.
 */
final class S3Clients {

	private S3Clients() {
	}

	static ClaimStore store(String bucket, AwsClients clients, BeanFactory beans) {
		S3Client client = beans.getBeanProvider(S3Client.class).getIfAvailable(() -> create(clients));
		return new S3ClaimStore(client, bucket);
	}

	static S3Client create(AwsClients clients) {
		// what is tried again doubles nothing
		return clients.make(() -> clients.configured(S3Client.builder(), AwsRetryStrategy.standardRetryStrategy())
			// an emulator has one host name for all buckets
			.forcePathStyle(clients.isEndpointGiven())
			.build());
	}

}
