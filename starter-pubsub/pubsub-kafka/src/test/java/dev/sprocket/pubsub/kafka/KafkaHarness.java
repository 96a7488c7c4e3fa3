// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.Faults;
import dev.sprocket.pubsub.test.Patience;
import dev.sprocket.pubsub.test.RestartableServer;
import dev.sprocket.test.servers.KafkaServer;

/**
 * Kafka on a broker that the tests share. A backend that was killed polls no more, so
 * that its member leaves the group after the poll interval.
 */
final class KafkaHarness implements BackendHarness {

	private final KafkaServer server;

	private final List<KafkaBackend> opened = new ArrayList<>();

	private final KafkaFaults faults;

	KafkaHarness(KafkaServer server) {
		this.server = server;
		this.faults = new KafkaFaults(server);
	}

	@Override
	public String name() {
		return "kafka";
	}

	@Override
	public Backend open() {
		KafkaBackend backend = new KafkaBackend(settings());
		this.opened.add(backend);
		return backend;
	}

	// The suite sends a body of 1 MiB.

	private KafkaSettings settings() {
		String servers = this.server.bootstrapServers();
		KafkaClientProperties clients = new KafkaClientProperties(
				Map.of("bootstrap.servers", servers, "max.request.size", KafkaServer.MESSAGE_BYTES),
				Map.of("bootstrap.servers", servers, "max.poll.interval.ms", "5000"),
				Map.of("bootstrap.servers", servers));
		return new KafkaSettings(clients, KafkaTopicPolicy.CREATE);
	}

	@Override
	public void awaitMembers(String topic, String group, int members) {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", this.server.bootstrapServers()))) {
			String id = KafkaGroups.id(topic, group);
			new Patience(patience()).until(members + " members with lanes", () -> {
				Collection<MemberDescription> all = admin.describeConsumerGroups(List.of(id))
					.describedGroups()
					.get(id)
					.toCompletionStage()
					.toCompletableFuture()
					.join()
					.members();
				return all.size() == members && all.stream().allMatch(KafkaHarness::hasItsLanes);
			});
		}
	}

	private static boolean hasItsLanes(MemberDescription member) {
		return !member.assignment().topicPartitions().isEmpty()
				&& member.targetAssignment().filter(member.assignment()::equals).isPresent();
	}

	@Override
	public Clock clock() {
		return Clock.systemUTC();
	}

	@Override
	public void advance(Duration duration) {
		Patience.pass(duration);
	}

	// A commit and a poll of a broker on a busy machine take a tenth of a second.

	@Override
	public Duration beat() {
		return Duration.ofMillis(250);
	}

	@Override
	public Optional<Faults> faults() {
		return Optional.of(this.faults);
	}

	@Override
	public Optional<RestartableServer> startServer() {
		return Optional.of(new RestartableBroker());
	}

	@Override
	public void close() {
		this.opened.forEach(KafkaBackend::close);
		this.faults.close();
	}

}
