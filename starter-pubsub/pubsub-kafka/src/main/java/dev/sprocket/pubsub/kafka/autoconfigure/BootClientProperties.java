// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka.autoconfigure;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

import dev.sprocket.pubsub.kafka.KafkaClientProperties;

/**
 * Properties of the clients as Boot makes them for its own: from {@code spring.kafka.*},
 * and the connection details above them.
 *
 * @param properties the properties
 * @param connection the connection details, of a service connection for example
 */
record BootClientProperties(KafkaProperties properties,
		ObjectProvider<KafkaConnectionDetails> connection) implements Supplier<KafkaClientProperties> {

	@Override
	public KafkaClientProperties get() {
		return new KafkaClientProperties(
				connected(this.properties.buildProducerProperties(), KafkaConnectionDetails::getProducer),
				connected(this.properties.buildConsumerProperties(), KafkaConnectionDetails::getConsumer),
				connected(this.properties.buildAdminProperties(), KafkaConnectionDetails::getAdmin));
	}

	private Map<String, Object> connected(Map<String, Object> client,
			Function<KafkaConnectionDetails, KafkaConnectionDetails.Configuration> choice) {
		this.connection.ifAvailable((details) -> apply(client, choice.apply(details)));
		return client;
	}

	private static void apply(Map<String, Object> client, KafkaConnectionDetails.Configuration details) {
		client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, details.getBootstrapServers());
		if (StringUtils.hasLength(details.getSecurityProtocol())) {
			client.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, details.getSecurityProtocol());
		}
		SslBundle bundle = details.getSslBundle();
		if (bundle != null) {
			client.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, SslBundleSslEngineFactory.class);
			client.put(SslBundle.class.getName(), bundle);
		}
	}

}
