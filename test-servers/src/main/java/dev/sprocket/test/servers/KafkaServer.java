// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker of one node as a process of its own. Its jars are those of the test that
 * starts it, which depends on {@code spring-kafka-test} or {@code kafka_2.13}.
 */
public final class KafkaServer implements AutoCloseable {

	/** The largest batch of messages that the broker takes, twice Kafka's default. */
	public static final int MESSAGE_BYTES = 2 * 1024 * 1024;

	private static final Duration START = Duration.ofSeconds(60);

	private static final List<String> JAVA_OPTIONS = List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

	private static final String SETTINGS = """
			process.roles=broker,controller
			node.id=1
			controller.quorum.voters=1@127.0.0.1:%2$d
			listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d%5$s
			advertised.listeners=PLAINTEXT://127.0.0.1:%1$d%6$s
			controller.listener.names=CONTROLLER
			listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT%7$s
			log.dirs=%3$s
			auto.create.topics.enable=false
			message.max.bytes=%4$d
			offsets.topic.num.partitions=4
			offsets.topic.replication.factor=1
			transaction.state.log.replication.factor=1
			transaction.state.log.min.isr=1
			share.coordinator.state.topic.replication.factor=1
			share.coordinator.state.topic.min.isr=1
			num.partitions=4
			group.initial.rebalance.delay.ms=0
			group.min.session.timeout.ms=100
			group.consumer.min.session.timeout.ms=1000
			group.consumer.session.timeout.ms=5000
			group.consumer.min.heartbeat.interval.ms=50
			group.consumer.heartbeat.interval.ms=200
			""";

	/** As many as tests need one at a time. */
	private static final int DETOURS = 7;

	private static @Nullable KafkaServer shared;

	private final Path folder;

	private final int port;

	private final BlockingQueue<Detour> detours = new LinkedBlockingQueue<>();

	private @Nullable ServiceProcess process;

	private KafkaServer(Path folder, int port) {
		this.folder = folder;
		this.port = port;
	}

	/**
	 * Start the broker that the tests of this JVM share, unless it runs. Its sessions are
	 * short: a member that is gone is missed after five seconds.
	 * @return the broker
	 */
	public static synchronized KafkaServer start() {
		if (shared == null) {
			shared = prepare(DETOURS);
			shared.launch();
		}
		return shared;
	}

	/**
	 * Make a broker for one test, which launches, kills and closes it.
	 * @return the broker, which does not run yet
	 */
	public static KafkaServer prepare() {
		return prepare(0);
	}

	private static KafkaServer prepare(int detours) {
		try {
			KafkaServer server = new KafkaServer(Files.createTempDirectory("sprocket-kafka"),
					ServiceProcess.freePort());
			Runtime.getRuntime().addShutdownHook(new Thread(server::close));
			for (int number = 0; number < detours; number++) {
				server.detours.add(new Detour(ServiceProcess.freePort(), ServiceProcess.freePort()));
			}
			server.format();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return where clients find the broker.
	 * @return host and port
	 */
	public String bootstrapServers() {
		return "127.0.0.1:" + this.port;
	}

	/**
	 * Borrow a way to the broker for a test that puts a proxy there. Waits while others
	 * have all of them; the shared broker alone has any.
	 * @return the way, to be given back
	 */
	public Detour borrow() {
		try {
			return this.detours.take();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Give a way back that is used no more.
	 * @param detour what was borrowed
	 */
	public void giveBack(Detour detour) {
		this.detours.add(detour);
	}

	/**
	 * Kill the broker.
	 */
	public void kill() {
		ServiceProcess running = this.process;
		if (running != null) {
			running.kill();
		}
	}

	/**
	 * Start the broker, again on the same folder and port if it was killed.
	 */
	public void launch() {
		ServiceProcess started = ServiceProcess.start(
				JavaProcess.command(JAVA_OPTIONS, "kafka.Kafka", this.folder.resolve("server.properties").toString()),
				this.folder.resolve("log"));
		this.process = started;
		Awaitility.await().atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> {
			started.assertAlive();
			return answers();
		});
	}

	/**
	 * Kill the broker and start it again on the same folder and port.
	 */
	public void restart() {
		kill();
		launch();
	}

	private void format() throws IOException {
		Path settings = this.folder.resolve("server.properties");
		Files.writeString(settings,
				SETTINGS.formatted(this.port, ServiceProcess.freePort(), this.folder.resolve("data"), MESSAGE_BYTES,
						each(",DETOUR%1$d://127.0.0.1:%1$d"), each(",DETOUR%1$d://127.0.0.1:%2$d"),
						each(",DETOUR%1$d:PLAINTEXT")));
		ServiceProcess format = ServiceProcess.start(JavaProcess.command(JAVA_OPTIONS, "kafka.tools.StorageTool",
				"format", "-t", clusterId(), "-c", settings.toString()), this.folder.resolve("log"));
		try {
			if (format.awaitExit() != 0) {
				throw new IllegalStateException("Kafka does not format its storage: " + format.log());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private String each(String format) {
		return this.detours.stream()
			.map((detour) -> format.formatted(detour.port(), detour.advertised()))
			.collect(Collectors.joining());
	}

	private static String clusterId() {
		byte[] id = UUID.randomUUID().toString().substring(0, 16).getBytes();
		return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
	}

	private boolean answers() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", this.port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		kill();
		try {
			new ProcessBuilder("rm", "-rf", this.folder.toString()).start().onExit().join();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A listener of the broker that sends clients to another port: whatever they ask it
	 * for, they come back there.
	 *
	 * @param port the port of the listener
	 * @param advertised the port that clients are told
	 */
	public record Detour(int port, int advertised) {

	}

}
