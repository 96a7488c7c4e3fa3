// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.h2.jdbcx.JdbcDataSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Publishes from several threads until it is killed, and says what was reported as
 * stored.
 */
public final class PublishingProcess {

	private PublishingProcess() {
	}

	public static void main(String[] arguments) {
		Backend backend = open(arguments[0], Path.of(arguments[1]));
		backend.declareGroup("t", "g");
		AtomicInteger number = new AtomicInteger();
		for (int i = 0; i < 8; i++) {
			new Thread(() -> publish(backend.openSender(), number)).start();
		}
	}

	static Backend open(String kind, Path file) {
		if (kind.equals("embedded")) {
			return new EmbeddedBackendFactory(file, JdbcSettings.DEFAULTS).create();
		}
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:file:" + file + ";WRITE_DELAY=0");
		return new JdbcBackendFactory(() -> dataSource, DatabaseInitializationMode.ALWAYS, JdbcSettings.DEFAULTS)
			.create();
	}

	private static void publish(Sender sender, AtomicInteger number) {
		while (true) {
			String body = String.valueOf(number.incrementAndGet());
			sender
				.send(List.of(new OutboundMessage("t", body, null, Map.of(), body.getBytes(StandardCharsets.UTF_8),
						null, null, null)))
				.join();
			System.out.println("stored " + body);
		}
	}

}
