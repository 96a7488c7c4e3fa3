// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.spi.ClaimStore;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Auto-configuration of the store of large bodies in S3, with the client of the
 * application if it has one.
 */
@AutoConfiguration(after = AwsPubSubAutoConfiguration.class, before = PubSubAutoConfiguration.class)
@ConditionalOnProperty(S3ClaimStoreAutoConfiguration.BUCKET)
public final class S3ClaimStoreAutoConfiguration {

	static final String BUCKET = AwsProperties.PREFIX + ".claim-bucket";

	private static final String ARTIFACT = "software.amazon.awssdk:s3";

	private static final String CLIENT = "software.amazon.awssdk.services.s3.S3Client";

	@Bean
	@ConditionalOnMissingBean
	ClaimStore s3ClaimStore(AwsProperties properties, AwsClients clients, BeanFactory beans, ResourceLoader resources) {
		if (!ClassUtils.isPresent(CLIENT, resources.getClassLoader())) {
			throw new SetupException(ErrorKind.INVALID,
					BUCKET + " is set, and " + ARTIFACT + " is not on the class path",
					"Add the dependency " + ARTIFACT + ", or remove " + BUCKET + ".", null);
		}
		return S3Clients.store(properties.requireClaimBucket(), clients, beans);
	}

}
