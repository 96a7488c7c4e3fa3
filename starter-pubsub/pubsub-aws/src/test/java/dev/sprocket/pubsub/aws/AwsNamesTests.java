// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AwsNamesTests {

	private final AwsNames names = new AwsNames(false);

	@Test
	void whenTheNameIsPlainThenItStays() {
		assertThat(this.names.topic("order-created")).isEqualTo("order-created");
		assertThat(this.names.queue("order-created", "billing")).isEqualTo("order-created_for_billing");
		assertThat(this.names.queue("order-created")).isEqualTo("order-created");
		assertThat(this.names.unclaimed("order-created")).isEqualTo("order-created_unclaimed");
	}

	@Test
	void whenTheNameHoldsDotsOrUnderscoresThenTheyAreWrittenOut() {
		assertThat(this.names.queue("orders.v1", "billing.eu")).isEqualTo("orders__v1_for_billing__eu");
		assertThat(this.names.topic("order_created")).isEqualTo("order_-created");
	}

	@Test
	void whenNamesDifferThenTopicsAndQueuesDo() {
		List<String> parts = List.of("a", "a.", "a_", "a-", ".a", "_a", "-a", "a.b", "a_b", "a-b", "a_.b", "a._b",
				"a__b", "a..b", "a_-b", "a-_b", "a_for_b", "for", "_for_", "unclaimed", "a_unclaimed");
		Set<String> found = new HashSet<>();
		for (String topic : parts) {
			assertThat(found.add(this.names.topic(topic))).as(topic).isTrue();
			assertThat(found.add(this.names.unclaimed(topic))).as(topic).isTrue();
			for (String group : parts) {
				assertThat(found.add(this.names.queue(topic, group))).as(topic + "/" + group).isTrue();
			}
		}
		assertThat(found).allMatch((name) -> name.matches("[A-Za-z0-9_-]+"));
	}

	@Test
	void whenTheNameIsTooLongThenItEndsInAHashOfTheWhole() {
		String topic = "t".repeat(200);
		assertThat(this.names.queue(topic, "one")).hasSize(80)
			.startsWith("tttt")
			.isNotEqualTo(this.names.queue(topic, "two"))
			.isEqualTo(new AwsNames(false).queue(topic, "one"));
		assertThat(this.names.topic(".".repeat(200))).hasSize(256);
	}

	@Test
	void whenItIsFifoThenTheNameSaysSoAndKeepsItsLength() {
		AwsNames fifo = new AwsNames(true);
		assertThat(fifo.topic("orders")).isEqualTo("orders.fifo");
		assertThat(fifo.queue("orders", "billing")).isEqualTo("orders_for_billing.fifo");
		assertThat(fifo.queue("t".repeat(200), "g")).hasSize(80).endsWith(".fifo");
	}

}
