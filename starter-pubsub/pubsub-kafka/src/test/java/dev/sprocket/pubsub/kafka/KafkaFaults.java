// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.FaultProxy;
import dev.sprocket.pubsub.test.Faults;
import dev.sprocket.test.servers.KafkaServer;

/**
 * The way to the broker through a network that breaks, with clients that wait for two
 * seconds at most.
 */
final class KafkaFaults implements Faults, AutoCloseable {

	private final KafkaServer server;

	private final List<KafkaBackend> opened = new ArrayList<>();

	private KafkaServer.@Nullable Detour detour;

	private @Nullable FaultProxy proxy;

	KafkaFaults(KafkaServer server) {
		this.server = server;
	}

	@Override
	public Backend open() {
		KafkaBackend backend = new KafkaBackend(impatient("127.0.0.1:" + proxy().port()));
		this.opened.add(backend);
		return backend;
	}

	static KafkaSettings impatient(String servers) {
		Map<String, Object> client = Map.of("bootstrap.servers", servers, "request.timeout.ms", "2000",
				"default.api.timeout.ms", "2000");
		Map<String, Object> producer = Map.of("bootstrap.servers", servers, "request.timeout.ms", "2000",
				"max.block.ms", "2000", "delivery.timeout.ms", "2000");
		return new KafkaSettings(new KafkaClientProperties(producer, client, client), KafkaTopicPolicy.CREATE);
	}

	// Most tests of a harness need none.

	@Override
	public synchronized FaultProxy proxy() {
		if (this.proxy == null) {
			this.detour = this.server.borrow();
			this.proxy = new FaultProxy("127.0.0.1", this.detour.port(), this.detour.advertised());
		}
		return this.proxy;
	}

	@Override
	public void close() {
		this.opened.forEach(KafkaBackend::close);
		if (this.proxy != null) {
			this.proxy.close();
		}
		if (this.detour != null) {
			this.server.giveBack(this.detour);
		}
	}

}
