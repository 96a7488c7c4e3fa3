// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Times that are set for all clients: one alone never contradicts a default of ours.
 */
class KafkaSettingsTests {

	@ParameterizedTest
	@CsvSource({ "client.id, mine, 5000, 10000, 30000", "request.timeout.ms, 20000, 20000, 20000, 30000",
			"request.timeout.ms, 40000, 40000, 40000, 40000", "request.timeout.ms, 1000, 1000, 10000, 30000",
			"default.api.timeout.ms, 3000, 3000, 3000, 30000", "default.api.timeout.ms, 60000, 5000, 60000, 30000" })
	void whenOneIsSetThenTheOthersFitAndTheClientsAreMade(String name, String value, int request, int call,
			int delivery) {
		KafkaSettings settings = settings(name, value);
		KafkaSettingChecks.check(settings);
		assertThat(settings.admin()).hasEntrySatisfying("request.timeout.ms", (ms) -> is(ms, request))
			.hasEntrySatisfying("default.api.timeout.ms", (ms) -> is(ms, call));
		assertThat(settings.producer()).hasEntrySatisfying("request.timeout.ms", (ms) -> is(ms, request))
			.hasEntrySatisfying("delivery.timeout.ms", (ms) -> is(ms, delivery));
		assertThat(settings.timeout()).isEqualTo(Duration.ofMillis(call));
		make(settings);
	}

	@ParameterizedTest
	@CsvSource({ "delivery.timeout.ms, 3000, 3000, 3000", "linger.ms, 40000, 5000, 45000",
			"delivery.timeout.ms, 2147483647, 5000, 2147483647", "linger.ms, 2147483647, 5000, 2147483647" })
	void whenATimeOfTheProducerIsSetThenARequestFitsIntoADelivery(String name, String value, int request,
			int delivery) {
		KafkaSettings settings = settings(name, value);
		KafkaSettingChecks.check(settings);
		assertThat(settings.producer()).hasEntrySatisfying("request.timeout.ms", (ms) -> is(ms, request))
			.hasEntrySatisfying("delivery.timeout.ms", (ms) -> is(ms, delivery));
		make(settings);
	}

	private static KafkaSettings settings(String name, String value) {
		Map<String, Object> client = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1"));
		client.put(name, value);
		return new KafkaSettings(new KafkaClientProperties(client, client, client), KafkaTopicPolicy.CREATE);
	}

	private static void is(Object value, int expected) {
		assertThat(value).asString().isEqualTo(String.valueOf(expected));
	}

	private static void make(KafkaSettings settings) {
		Admin.create(settings.admin()).close(Duration.ZERO);
		new KafkaProducer<byte[], byte[]>(settings.producer()).close(Duration.ZERO);
		new KafkaConsumer<byte[], byte[]>(settings.consumer("group")).close();
	}

}
