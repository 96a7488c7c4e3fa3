// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class AwsFiltersTests {

	private static final String TOPIC = "topic=orders";

	private static final String GROUP = "group=billing";

	private static final String POLICY = "policy={\"tenant\":[\"acme\"]}";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withSystemProperties("aws.accessKeyId=test", "aws.secretAccessKey=test")
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, AwsPubSubAutoConfiguration.class,
				PubSubAutoConfiguration.class))
		.withPropertyValues("sprocket.pubsub.aws.region=eu-central-1",
				"sprocket.pubsub.aws.endpoint=http://127.0.0.1:9");

	@Test
	void whenAFilterLacksSomethingThenTheStartFailsAndNamesIt() {
		assertRefused("filters[1].topic", "It must name the topic whose messages are filtered.", GROUP, POLICY);
		assertRefused("filters[1].group", "It must name the group that gets some of the messages only.", TOPIC, POLICY);
		assertRefused("filters[1].policy", "It must be a filter policy of SNS, such as {\"tenant\":[\"acme\"]}.", TOPIC,
				GROUP, "policy=");
	}

	@Test
	void whenAFilterCannotApplyThenTheStartFailsAndSaysWhy() {
		assertRefused(this.runner.withPropertyValues("sprocket.pubsub.aws.fan-out=none"), "filters[0].topic",
				"SNS filters, and with fan-out=none it is not used: the group would get every message. "
						+ "Set sprocket.pubsub.aws.fan-out to sns, or remove the filter.");
		assertRefused(this.runner.withPropertyValues("sprocket.pubsub.aws.missing=fail"), "filters[0].topic",
				"A filter is set when a queue is subscribed, and with missing=fail none is: the subscription that is there "
						+ "says what the group gets. Set the policy there, and remove the filter.");
		assertRefused(this.runner.withPropertyValues("sprocket.pubsub.aws.queues.payments=payments_DLQ"),
				"filters[0].topic",
				"SNS filters, and the topic is a queue of sprocket.pubsub.aws.queues: the group would get every message. "
						+ "Remove the filter.");
		assertRefused("filters[1].group",
				"There is a filter for that group of the topic already. Put both into one policy.", "topic=payments",
				"group=audit", POLICY);
	}

	@Test
	void whenAFilterIsOfNoSubscriptionThenItIsWarnedAboutOnce(CapturedOutput output) {
		filtered(this.runner, TOPIC, "group=biling", POLICY).run((context) -> {
			assertThat(context).hasNotFailed();
			subscribe(context.getBean(PubSub.class), "payments", "audit");
			subscribe(context.getBean(PubSub.class), "orders", "billing");
			for (int i = 0; i < 2; i++) {
				AvailabilityChangeEvent.publish(context.getSourceApplicationContext(),
						ReadinessState.ACCEPTING_TRAFFIC);
			}
		});
		assertThat(output.getOut()
			.split("Topic orders, group biling: sprocket.pubsub.aws.filters\\[1] filters nothing, "
					+ "because no subscription here is that of this group. "
					+ "Those on SNS are \\[payments/audit, orders/billing]. "
					+ "Correct its topic or group, unless the group subscribes later.", -1))
			.hasSize(2);
		assertThat(output).doesNotContain("filters[0] filters nothing");
	}

	private static void subscribe(PubSub pubSub, String topic, String group) {
		pubSub.subscribe(SubscriptionSpec.of(topic, group, String.class), (message, acknowledgment) -> {
		});
	}

	private static ApplicationContextRunner filtered(ApplicationContextRunner runner, String... second) {
		ApplicationContextRunner filtered = runner.withPropertyValues("sprocket.pubsub.aws.filters[0].topic=payments",
				"sprocket.pubsub.aws.filters[0].group=audit", "sprocket.pubsub.aws.filters[0]." + POLICY);
		for (String property : second) {
			filtered = filtered.withPropertyValues("sprocket.pubsub.aws.filters[1]." + property);
		}
		return filtered;
	}

	private void assertRefused(String name, String rule, String... second) {
		assertRefused(filtered(this.runner, second), name, rule);
	}

	private static void assertRefused(ApplicationContextRunner runner, String name, String rule) {
		filtered(runner).run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (exception) -> {
				assertThat(exception.getName()).isEqualTo("sprocket.pubsub.aws." + name);
				assertThat(exception.getReason()).isEqualTo(rule);
			}));
	}

}
