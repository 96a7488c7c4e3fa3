// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Members come and go under load: every message is handled, and what a member commits
 * while its lane is revoked is where the next one begins.
 */
@ExtendWith(TestBroker.Extension.class)
@Timeout(60)
class GroupHandOverIntegrationTests {

	private static final int MESSAGES = 3000;

	private static final int BATCH = 100;

	private TestBroker kafka;

	@BeforeEach
	void open(TestBroker kafka) {
		this.kafka = kafka;
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
			"org.apache.kafka.clients.consumer.RangeAssignor" })
	void whenAMemberJoinsAndLeavesUnderLoadThenNothingIsLostOrDoubled(String assignor) throws Exception {
		String topic = this.kafka.topic(6);
		List<String> events = new CopyOnWriteArrayList<>();
		List<String> handled = new CopyOnWriteArrayList<>();
		KafkaSettings settings = this.kafka.settings(assignor.isEmpty() ? Map.of()
				: TestBroker.classic("partition.assignment.strategy", assignor, "heartbeat.interval.ms", "100"));
		try (KafkaBackend backend = new KafkaBackend(settings);
				WorkingMember staying = new WorkingMember("staying", backend, topic, events, handled)) {
			CompletableFuture<Void> staysOn = staying.run(() -> handled.size() < MESSAGES);
			CompletableFuture<Void> load = CompletableFuture.runAsync(() -> publish(backend, topic, handled));
			await(() -> handled.size() > MESSAGES / 10);
			WorkingMember passing = new WorkingMember("passing", backend, topic, events, handled);
			passing.run(() -> passing.count() < MESSAGES / 10 && !staysOn.isDone()).thenRun(passing::close).join();
			load.join();
			staysOn.join();
		}
		assertThat(handled).doesNotHaveDuplicates()
			.containsExactlyInAnyOrderElementsOf(IntStream.range(0, MESSAGES).mapToObj(String::valueOf).toList());
		assertHandedOver(events);
	}

	@Test
	void whenAMemberLeavesThenTheOtherNeedsNoSessionTimeOut() throws Exception {
		String topic = this.kafka.topic(2);
		try (KafkaBackend backend = new KafkaBackend(this.kafka.settings());
				Member staying = new Member(backend, topic, "group")) {
			Member leaving = new Member(backend, topic, "group").join();
			staying.receive(0);
			leaving.close();
			Awaitility.await().atMost(Member.PATIENCE.dividedBy(4)).pollInSameThread().until(() -> {
				staying.receive(0);
				return staying.assigned.size() == 2;
			});
			assertThat(leaving.revoked).hasSizeGreaterThan(0);
			assertThat(leaving.lost).isEmpty();
		}
	}

	private static void await(BooleanSupplier condition) {
		Awaitility.await().atMost(Member.PATIENCE).until(condition::getAsBoolean);
	}

	private static void publish(KafkaBackend backend, String topic, List<String> handled) {
		try (Sender sender = backend.openSender()) {
			for (int next = 0; next < MESSAGES; next += BATCH) {
				int first = next;
				await(() -> handled.size() > first - 3 * BATCH);
				sender
					.send(IntStream.range(first, first + BATCH)
						.mapToObj((number) -> Messages.message(topic, "key-" + number % 60, String.valueOf(number)))
						.toList())
					.join();
			}
		}
	}

	/**
	 * Check that no lane was assigned to one member before the other had given it up.
	 * @param events what was told to whom, in order
	 */
	private static void assertHandedOver(List<String> events) {
		assertThat(events).anyMatch((event) -> event.startsWith("passing assigned"))
			.anyMatch((event) -> event.startsWith("staying revoked"))
			.anyMatch((event) -> event.startsWith("passing revoked"));
		for (int lane = 0; lane < 6; lane++) {
			String suffix = " " + lane;
			String owner = "";
			for (String event : events.stream().filter((any) -> any.endsWith(suffix)).toList()) {
				String member = event.substring(0, event.indexOf(' '));
				if (event.contains("assigned")) {
					assertThat(owner).as("owner of lane %s before '%s' in %s", lane, event, events).isEmpty();
					owner = member;
				}
				else {
					assertThat(owner).as("owner of lane %s before '%s' in %s", lane, event, events).isEqualTo(member);
					owner = "";
				}
			}
		}
	}

}
