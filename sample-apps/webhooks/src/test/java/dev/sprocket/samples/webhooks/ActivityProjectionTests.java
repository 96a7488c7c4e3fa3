// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.test.AutoConfigureTestPubSub;
import dev.sprocket.pubsub.test.TestPubSub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "webhooks.secret=" + GitHub.SECRET, "management.server.port=0", "spring.grpc.server.port=0" })
@AutoConfigureTestPubSub
class ActivityProjectionTests {

	private static final String BODY = """
			{"repository":{"full_name":"acme/rocket"}}""";

	private final String event = "e" + UUID.randomUUID();

	@Autowired
	private Deliveries deliveries;

	@Autowired
	private Activity activity;

	@Autowired
	private TestPubSub pubSub;

	@DynamicPropertySource
	static void data(DynamicPropertyRegistry registry) {
		registry.add("webhooks.data", () -> TestFiles.data().toString());
	}

	@Test
	void whenADeliveryIsAcceptedThenItIsPublishedByRepositoryAndCounted() {
		accept("1");
		this.pubSub.published(Delivery.TOPIC)
			.hasPayloads(BODY)
			.hasKey("acme/rocket")
			.hasHeader(Delivery.EVENT_HEADER, this.event);
		this.pubSub.handled(Delivery.TOPIC, "activity").hasSize(1);
		assertThat(counted()).isEqualTo(1);
	}

	@Test
	void whenADeliveryIsAcceptedTwiceThenItIsPublishedOnce() {
		assertThat(accept("1")).isTrue();
		assertThat(accept("1")).isFalse();
		this.pubSub.published(Delivery.TOPIC).hasSize(1);
	}

	@Test
	void whenCountingFailsForAWhileThenItIsTriedAgainAndCountedOnce() {
		this.pubSub.failHandler(Delivery.TOPIC, "activity", 3, new IllegalStateException("the database is away"));
		accept("1");
		this.pubSub.advance(Duration.ofMinutes(1));
		this.pubSub.failed(Delivery.TOPIC, "activity").hasSize(3);
		this.pubSub.handled(Delivery.TOPIC, "activity").hasSize(1);
		assertThat(counted()).isEqualTo(1);
	}

	@Test
	void whenCountingKeepsFailingThenTheDeliveryIsKeptWithTheReason() {
		this.pubSub.failHandler(Delivery.TOPIC, "activity", 5, new IllegalStateException("the database is away"));
		accept("1");
		this.pubSub.advance(Duration.ofMinutes(1));
		this.pubSub.deadLettered(Delivery.TOPIC, "activity")
			.hasSize(1)
			.hasErrorMessageContaining("the database is away")
			.hasAttempts(5);
		assertThat(counted()).isZero();
	}

	@Test
	void whenAMessageComesTwiceThenItIsCountedOnce() {
		this.pubSub.duplicatePublished(Delivery.TOPIC, 1);
		accept("1");
		this.pubSub.handled(Delivery.TOPIC, "activity").hasSize(1);
		assertThat(counted()).isEqualTo(1);
	}

	@Test
	void whenPublishingFailsThenTheDeliveryIsNotAcceptedAndMayComeAgain() {
		this.pubSub.failPublish(Delivery.TOPIC, 1, ErrorKind.UNAVAILABLE);
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> accept("1"));
		this.pubSub.published(Delivery.TOPIC).isEmpty();
		assertThat(accept("1")).isTrue();
		this.pubSub.handled(Delivery.TOPIC, "activity").hasSize(1);
	}

	private boolean accept(String id) {
		byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
		return this.deliveries.accept(new Delivery(this.event + "-" + id, this.event, body),
				JsonMapper.shared().readValue(body, Delivery.Payload.class));
	}

	private long counted() {
		return this.activity.totals().byEvent().getOrDefault(this.event, 0L);
	}

}
