// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;

import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.kafka.KafkaBackendFactory;
import dev.sprocket.pubsub.spi.BackendFactory;

/**
 * Auto-configuration of the Kafka backend, on the clients that Boot's own
 * {@code spring.kafka.*} describes.
 */
@AutoConfiguration(after = KafkaAutoConfiguration.class, before = PubSubAutoConfiguration.class)
@EnableConfigurationProperties({ KafkaPubSubProperties.class, KafkaProperties.class })
public final class KafkaPubSubAutoConfiguration {

	@Bean
	BackendFactory kafkaBackendFactory(KafkaPubSubProperties properties, KafkaProperties kafka,
			ObjectProvider<KafkaConnectionDetails> connection) {
		return new KafkaBackendFactory(new BootClientProperties(kafka, connection), properties.topicPolicy());
	}

}
