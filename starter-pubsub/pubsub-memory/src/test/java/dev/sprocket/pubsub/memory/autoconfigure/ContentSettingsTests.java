// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.content.CloudEventAttributes;
import dev.sprocket.test.FailureAnalyses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is done to the content of messages, by properties.
 */
class ContentSettingsTests {

	private static final String LARGE = "x".repeat(2_000);

	@TempDir
	private Path folder = Path.of("");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PubSubAutoConfiguration.class, MemoryPubSubAutoConfiguration.class))
		.withPropertyValues("spring.application.name=my orders");

	private static Message<String> roundTrip(PubSub pubSub, String topic, String payload) {
		List<Message<String>> arrived = new CopyOnWriteArrayList<>();
		pubSub.subscribe(SubscriptionSpec.of(topic, "g", String.class),
				(message, acknowledgment) -> arrived.add(message));
		pubSub.publisher().publish(topic, payload);
		await().atMost(Duration.ofSeconds(10)).until(() -> !arrived.isEmpty());
		return arrived.get(0);
	}

	@Test
	void nothingIsACloudEventByDefault() {
		this.runner.run((context) -> assertThat(
				CloudEventAttributes.of(roundTrip(context.getBean(PubSub.class), "orders", "x").headers()))
			.isEmpty());
	}

	@Test
	void whenTheModeIsSetThenMessagesAreEventsOfTheApplication() {
		this.runner
			.withPropertyValues("sprocket.pubsub.cloudevents.mode=binary",
					"sprocket.pubsub.topics.plain.cloudevents.mode=none",
					"sprocket.pubsub.topics.own.cloudevents.source=/own",
					"sprocket.pubsub.topics.own.cloudevents.type=com.example.own")
			.run((context) -> {
				PubSub pubSub = context.getBean(PubSub.class);
				assertThat(CloudEventAttributes.of(roundTrip(pubSub, "orders", "x").headers()))
					.hasValueSatisfying((event) -> {
						assertThat(event.source()).isEqualTo("/my%20orders");
						assertThat(event.type()).isEqualTo("orders");
					});
				assertThat(CloudEventAttributes.of(roundTrip(pubSub, "own", "x").headers()))
					.hasValueSatisfying((event) -> {
						assertThat(event.source()).isEqualTo("/own");
						assertThat(event.type()).isEqualTo("com.example.own");
					});
				assertThat(CloudEventAttributes.of(roundTrip(pubSub, "plain", "x").headers())).isEmpty();
			});
	}

	@Test
	void whenAThresholdAndAFolderAreSetThenLargeBodiesAreThere() {
		this.runner
			.withPropertyValues("sprocket.pubsub.claim-check.threshold=1KB",
					"sprocket.pubsub.claim-check.folder=" + this.folder)
			.run((context) -> {
				assertThat(roundTrip(context.getBean(PubSub.class), "orders", LARGE).payload()).isEqualTo(LARGE);
				try (Stream<Path> files = Files.walk(this.folder)) {
					assertThat(files.filter((file) -> file.toFile().length() == LARGE.length())).hasSize(1);
				}
			});
	}

	@Test
	void whenThereIsNoStoreForTheThresholdThenTheStartSaysSo() {
		this.runner.withPropertyValues("sprocket.pubsub.claim-check.threshold=1KB")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessage("Property sprocket.pubsub.claim-check.threshold with value '1024B' is invalid: There is no "
						+ "store for the bodies that are larger. Set sprocket.pubsub.claim-check.folder, or declare one "
						+ "bean of type ClaimStore."));
	}

	@Test
	void whenTheFolderCannotBeUsedThenTheStartSaysSo() throws IOException {
		Path file = Files.createFile(this.folder.resolve("file"));
		this.runner.withPropertyValues("sprocket.pubsub.claim-check.folder=" + file).run((context) -> {
			FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
			assertThat(analysis.getDescription()).startsWith("Folder " + file + " (sprocket.pubsub.claim-check.folder)"
					+ " cannot be used for large bodies: java.nio.file.");
			assertThat(analysis.getAction()).isEqualTo("Change the name or setting that is named above.");
		});
	}

	@Test
	void whenTheLibraryIsMissingThenTheStartNamesIt() {
		this.runner.withPropertyValues("sprocket.pubsub.topics.orders.schema=classpath:schemas/order.json")
			.run((context) -> {
				FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
				assertThat(analysis.getDescription()).isEqualTo("sprocket.pubsub.topics.orders.schema is set, and "
						+ "com.networknt:json-schema-validator, which checks JSON Schemas, is not on the class path.");
				assertThat(analysis.getAction()).isEqualTo("Add the dependency com.networknt:json-schema-validator "
						+ "(3.x), or remove sprocket.pubsub.topics.orders.schema.");
			});
	}

}
