// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Refuses settings of the user with which a message that was accepted could be lost, and
 * those that the clients would refuse when they are first used.
 */
final class KafkaSettingChecks {

	private KafkaSettingChecks() {
	}

	static void check(KafkaSettings settings) {
		require("producer", settings.clients().producer(), ProducerConfig.ACKS_CONFIG, List.of("all", "-1"),
				"a message would be reported as stored that the loss of one broker loses");
		require("producer", settings.clients().producer(), ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, List.of("true"),
				"a lost answer would double messages and change their order");
		require("producer", settings.clients().producer(), ProducerConfig.TRANSACTIONAL_ID_CONFIG, List.of(),
				"messages are stored without transactions of Kafka");
		require("consumer", settings.clients().consumer(), ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, List.of("false"),
				"a message would count as handled before its handler returned");
		checkBegin(settings.newGroupsBegin());
		validate("producer", () -> new ProducerConfig(settings.producer()));
		validate("consumer", () -> new ConsumerConfig(settings.consumer("group")));
		validate("admin", () -> new AdminClientConfig(settings.admin()));
		requireTime("producer", settings.producer(), ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
				ProducerConfig.LINGER_MS_CONFIG, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
		requireTime("admin", settings.admin(), AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
				AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG);
	}

	private static void require(String client, Map<String, Object> properties, String name, List<String> allowed,
			String because) {
		Object value = properties.get(name);
		if (value != null && !allowed.contains(value.toString())) {
			throw new SetupException(ErrorKind.INVALID,
					"Pub/sub on Kafka cannot work with " + name + "=" + value + " of the " + client + ": " + because,
					"Remove it: spring.kafka." + client + ".* or spring.kafka.properties sets " + name
							+ (allowed.isEmpty() ? "." : ", and pub/sub needs its own, " + allowed.get(0) + "."),
					null);
		}
	}

	private static void checkBegin(@Nullable String begin) {
		if (begin != null && !begin.equals(KafkaSettings.EARLIEST) && !begin.equals(KafkaSettings.LATEST)) {
			throw new SetupException(ErrorKind.INVALID,
					"Pub/sub on Kafka cannot work with " + ConsumerConfig.AUTO_OFFSET_RESET_CONFIG + "=" + begin
							+ " of the consumer: a new group begins at either end of its topic",
					"Set spring.kafka.consumer.auto-offset-reset to earliest or latest, or remove it: the first group of "
							+ "a topic then begins with what the topic has, and others with what is published next.",
					null);
		}
	}

	// Those of which the clients say only when they connect that they contradict each
	// other.

	private static void requireTime(String client, Map<String, Object> properties, String whole, String... parts) {
		long needed = Stream.of(parts).mapToLong((part) -> KafkaSettings.number(properties, part, 0)).sum();
		if (KafkaSettings.number(properties, whole, 0) < Math.min(needed, Integer.MAX_VALUE)) {
			String all = Stream.of(parts)
				.map((part) -> part + "=" + properties.get(part))
				.collect(Collectors.joining(" and "));
			throw refused(client, whole + "=" + properties.get(whole) + " is less than " + all, null);
		}
	}

	private static void validate(String client, Runnable construction) {
		try {
			construction.run();
		}
		catch (ConfigException ex) {
			throw refused(client, String.valueOf(ex.getMessage()), ex);
		}
	}

	private static SetupException refused(String client, String why, @Nullable Exception cause) {
		return new SetupException(ErrorKind.INVALID, "The Kafka " + client + " refuses its settings: " + why,
				"Correct it: settings of the " + client + " come from spring.kafka." + client
						+ ".* and spring.kafka.properties.",
				cause);
	}

}
