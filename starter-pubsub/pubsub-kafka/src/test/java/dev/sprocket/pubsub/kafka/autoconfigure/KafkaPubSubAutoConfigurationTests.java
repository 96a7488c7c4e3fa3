// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka.autoconfigure;

import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.autoconfigure.PubSubHealthAutoConfiguration;
import dev.sprocket.pubsub.kafka.KafkaClientProperties;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.test.FailureAnalyses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KafkaPubSubAutoConfigurationTests {

	private static final String NOBODY = "spring.kafka.bootstrap-servers=127.0.0.1:1";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class, KafkaPubSubAutoConfiguration.class,
				PubSubAutoConfiguration.class, PubSubHealthAutoConfiguration.class))
		.withPropertyValues("sprocket.pubsub.backend=kafka", NOBODY);

	@Test
	void whenTheBrokerIsAwayThenTheApplicationStartsAndHealthAndPublishersSaySo() {
		this.runner
			.withPropertyValues("spring.kafka.admin.properties[default.api.timeout.ms]=1000",
					"spring.kafka.admin.properties[request.timeout.ms]=500")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Health health = Objects
					.requireNonNull(context.getBean("pubsubHealthIndicator", HealthIndicator.class).health(true));
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails().get("kafka")).asString().contains("Reaching Kafka at 127.0.0.1:1");
				assertThatExceptionOfType(PubSubException.class)
					.isThrownBy(() -> context.getBean(Publisher.class).publish("orders", "x"))
					.withMessageContaining("orders")
					.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
			});
	}

	@Test
	void whenANameOfABrokerCannotBeResolvedThenTheApplicationStartsAndPublishersSaySo() {
		this.runner.withPropertyValues("spring.kafka.bootstrap-servers=no-such-host.invalid:9092").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThatExceptionOfType(PubSubException.class)
				.isThrownBy(() -> context.getBean(Publisher.class).publish("orders", "x"))
				.withMessageContaining("No resolvable bootstrap urls given in bootstrap.servers")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
		});
	}

	@Test
	void whenKafkaIsNotAutoConfiguredByBootThenItsPropertiesStillSayWhere() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(KafkaPubSubAutoConfiguration.class))
			.withPropertyValues(NOBODY)
			.run((context) -> {
				BackendFactory factory = context.getBean(BackendFactory.class);
				assertThat(factory.name()).isEqualTo("kafka");
				assertThat(factory.artifact()).isEqualTo("sprocket-pubsub-kafka");
				try (Backend backend = factory.create()) {
					assertThat(backend.capabilities().isNative(Capability.DURABILITY)).isTrue();
				}
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					spring.kafka.producer.acks=1 | acks=1 of the producer: a message would be reported as stored that the loss of one broker loses
					spring.kafka.producer.acks=0 | acks=0 of the producer: a message would be reported as stored that the loss of one broker loses
					spring.kafka.producer.properties[enable.idempotence]=false | enable.idempotence=false of the producer: a lost answer would double messages and change their order
					spring.kafka.producer.properties[transactional.id]=mine | transactional.id=mine of the producer: messages are stored without transactions of Kafka
					spring.kafka.consumer.enable-auto-commit=true | enable.auto.commit=true of the consumer: a message would count as handled before its handler returned
					""")
	void whenASettingWouldLoseMessagesThenTheStartIsRefusedInWords(String property, String words) {
		FailureAnalysis analysis = failureOf(property);
		assertThat(analysis.getDescription()).isEqualTo("Pub/sub on Kafka cannot work with " + words + ".");
		assertThat(analysis.getAction()).startsWith("Remove it: spring.kafka.")
			.contains(words.substring(0, words.indexOf('=')));
	}

	@Test
	void whenSettingsAreNeededThenTheRemedyNamesThem() {
		assertThat(failureOf("spring.kafka.producer.acks=1").getAction())
			.isEqualTo("Remove it: spring.kafka.producer.* or spring.kafka.properties sets acks, "
					+ "and pub/sub needs its own, all.");
	}

	@Test
	void whenANewGroupIsToBeginNowhereThenTheStartIsRefusedInWords() {
		FailureAnalysis analysis = failureOf("spring.kafka.consumer.auto-offset-reset=none");
		assertThat(analysis.getDescription())
			.isEqualTo("Pub/sub on Kafka cannot work with auto.offset.reset=none of the consumer: "
					+ "a new group begins at either end of its topic.");
		assertThat(analysis.getAction())
			.isEqualTo("Set spring.kafka.consumer.auto-offset-reset to earliest or latest, or remove it: the first "
					+ "group of a topic then begins with what the topic has, and others with what is published next.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "earliest", "latest" })
	void whenANewGroupIsToBeginAtAnEndThenTheApplicationStarts(String begin) {
		this.runner.withPropertyValues("spring.kafka.consumer.auto-offset-reset=" + begin)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenTheClientsRefuseASettingThenTheStartSaysWhich() {
		FailureAnalysis analysis = failureOf(
				"spring.kafka.producer.properties[max.in.flight.requests.per.connection]=9");
		assertThat(analysis.getDescription()).startsWith("The Kafka producer refuses its settings: ")
			.contains("max.in.flight.requests.per.connection");
		assertThat(analysis.getAction()).isEqualTo("Correct it: settings of the producer come from "
				+ "spring.kafka.producer.* and spring.kafka.properties.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					default.api.timeout.ms=3000 | request.timeout.ms=4000 | The Kafka admin refuses its settings: default.api.timeout.ms=3000 is less than request.timeout.ms=4000.
					delivery.timeout.ms=3000 | request.timeout.ms=4000 | The Kafka producer refuses its settings: delivery.timeout.ms=3000 is less than linger.ms=0 and request.timeout.ms=4000.
					delivery.timeout.ms=3000 | linger.ms=3000 | The Kafka producer refuses its settings: delivery.timeout.ms=3000 is less than linger.ms=3000 and request.timeout.ms=1.
					""")
	void whenTwoTimesContradictEachOtherThenTheStartNamesThem(String first, String second, String words) {
		FailureAnalysis analysis = failureOf(common(first), common(second));
		assertThat(analysis.getDescription()).isEqualTo(words);
		assertThat(analysis.getAction()).startsWith("Correct it: settings of the ")
			.endsWith(".* and spring.kafka.properties.");
	}

	private static String common(String property) {
		return "spring.kafka.properties[" + property.replace("=", "]=");
	}

	@Test
	void whenAnIntervalIsNoNumberThenTheStartSaysWhich() {
		FailureAnalysis analysis = failureOf("spring.kafka.consumer.properties[max.poll.interval.ms]=soon");
		assertThat(analysis.getDescription()).contains("max.poll.interval.ms", "soon");
	}

	@ParameterizedTest
	@CsvSource({ "partitions", "replication-factor" })
	void whenACountIsNotPositiveThenThePropertyIsNamed(String name) {
		this.runner.withPropertyValues("sprocket.pubsub.kafka." + name + "=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("sprocket.pubsub.kafka." + name)
				.hasMessageContaining("It must be at least 1."));
	}

	@Test
	void secretsAreNotPrinted() {
		Map<String, Object> client = Map.of("bootstrap.servers", "one:9092", "ssl.key.password", "secret");
		assertThat(new KafkaClientProperties(client, client, client)).hasToString("KafkaClientProperties[one:9092]");
	}

	private FailureAnalysis failureOf(String... properties) {
		FailureAnalysis[] found = new FailureAnalysis[1];
		this.runner.withPropertyValues(properties)
			.run((context) -> found[0] = FailureAnalyses.of(context.getStartupFailure()));
		return found[0];
	}

}
