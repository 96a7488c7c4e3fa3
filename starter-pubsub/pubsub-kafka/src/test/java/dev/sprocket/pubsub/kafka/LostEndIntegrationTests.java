// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.test.servers.KafkaServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The broker loses the end of a partition while no member is there: its folder is set
 * back to what it was. An unclean election does that where there are several brokers.
 */
@Timeout(300)
class LostEndIntegrationTests {

	private static final List<String> PROTOCOLS = List.of("consumer", "classic");

	private final KafkaServer server = KafkaServer.prepare();

	@TempDir
	private Path before;

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void whenOthersAreWhereHandledMessagesWereThenTheNextMemberHandlesThem() throws Exception {
		this.server.launch();
		for (String protocol : PROTOCOLS) {
			publish("lost-" + protocol, 0, 5);
			publish("kept-" + protocol, 0, 5);
		}
		Path folder = folder();
		this.server.kill();
		for (String protocol : PROTOCOLS) {
			copy(folder.resolve("lost-" + protocol + "-0"), this.before.resolve(protocol));
		}
		this.server.launch();
		for (String protocol : PROTOCOLS) {
			handle("lost-" + protocol, protocol);
			handle("kept-" + protocol, protocol);
		}
		this.server.kill();
		for (String protocol : PROTOCOLS) {
			copy(this.before.resolve(protocol), folder.resolve("lost-" + protocol + "-0"));
		}
		this.server.launch();
		for (String protocol : PROTOCOLS) {
			assertThatTheNextMemberHandlesWhatIsNew("lost-" + protocol, protocol, null);
			assertThatTheNextMemberHandlesWhatIsNew("kept-" + protocol, protocol, "note");
		}
	}

	private void handle(String topic, String protocol) {
		publish(topic, 5, 10);
		try (KafkaBackend backend = backend(protocol); Member member = new Member(backend, topic, "group")) {
			member.ackThrough(member.receiveUntil(10).get(9), "note");
		}
	}

	private void assertThatTheNextMemberHandlesWhatIsNew(String topic, String protocol, @Nullable String note) {
		publish(topic, 10, 20);
		try (KafkaBackend backend = backend(protocol); Member next = new Member(backend, topic, "group")) {
			next.receiveUntil((member) -> member.received.stream().map(Messages::body).anyMatch("19"::equals));
			assertThat(next.received).extracting(Messages::body)
				.containsExactlyElementsOf(IntStream.range(10, 20).mapToObj(String::valueOf).toList());
			assertThat(next.assigned).containsEntry(new Lane("0"), note);
		}
	}

	private void publish(String topic, int from, int to) {
		try (KafkaBackend backend = backend("consumer")) {
			Messages.publish(backend, topic, null, from, to);
		}
	}

	private KafkaBackend backend(String protocol) {
		return new KafkaBackend(TestBroker.settings(Map.of("group.protocol", protocol), this.server.bootstrapServers(),
				new KafkaTopicPolicy(true, 1, null)));
	}

	private Path folder() throws Exception {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", this.server.bootstrapServers()))) {
			return Path.of(admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).keySet().iterator().next());
		}
	}

	private static void copy(Path from, Path to) throws IOException {
		FileSystemUtils.deleteRecursively(to);
		FileSystemUtils.copyRecursively(from, to);
	}

}
