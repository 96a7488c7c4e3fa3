// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.ArrayList;
import java.util.List;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.RestartableServer;
import dev.sprocket.test.servers.KafkaServer;

/**
 * A broker that one test has for itself.
 */
final class RestartableBroker implements RestartableServer {

	private final KafkaServer server = KafkaServer.prepare();

	private final List<KafkaBackend> opened = new ArrayList<>();

	RestartableBroker() {
		this.server.launch();
	}

	@Override
	public Backend open() {
		KafkaBackend backend = new KafkaBackend(KafkaFaults.impatient(this.server.bootstrapServers()));
		this.opened.add(backend);
		return backend;
	}

	@Override
	public void restart() {
		this.server.restart();
	}

	@Override
	public void close() {
		this.opened.forEach(KafkaBackend::close);
		this.server.close();
	}

}
