// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Support;

/**
 * A store whose groups also receive by HTTP. Everything that is published here, dead
 * letters included, is in the store.
 */
final class HttpBackend implements Backend {

	static final String NAME = "http";

	private final Backend store;

	private final HttpRequests requests;

	private final Clock clock;

	private final Capabilities capabilities;

	HttpBackend(Backend store, HttpRequests requests, Clock clock) {
		this.store = store;
		this.requests = requests;
		this.clock = clock;
		this.capabilities = capabilities(store.capabilities());
	}

	// What a request can do for its message is up to its sender; ours does all of this.

	private static Capabilities capabilities(Capabilities ofStore) {
		Map<Capability, Support> support = new EnumMap<>(ofStore.support());
		support.put(Capability.ATOMIC_FORWARD, Support.NONE);
		support.put(Capability.UNCOUNTED_RELEASE, Support.EMULATED);
		return new Capabilities(support, ofStore.cumulative(), ofStore.maxIdle(), ofStore.limits());
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Capabilities capabilities() {
		return this.capabilities;
	}

	@Override
	public Sender openSender() {
		return this.store.openSender();
	}

	@Override
	public Receiver openReceiver(ReceiverSpec spec, LaneListener listener) {
		GroupRequests waiting = this.requests.of(spec.topic(), spec.group());
		HttpReceiver receiver = new HttpReceiver(this.store.openReceiver(spec, listener), waiting, spec, this.clock);
		waiting.join(receiver);
		return receiver;
	}

	@Override
	public void declareGroup(String topic, String group) {
		this.store.declareGroup(topic, group);
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		return this.store.removeGroup(topic, group);
	}

	@Override
	public Lag lag(String topic, String group) {
		return this.store.lag(topic, group);
	}

	@Override
	public @Nullable Outbox outbox() {
		return this.store.outbox();
	}

	@Override
	public @Nullable Browser browser() {
		return this.store.browser();
	}

	@Override
	public boolean isLocal() {
		return this.store.isLocal();
	}

	@Override
	public void check() {
		this.store.check();
	}

	@Override
	public void close() {
		this.store.close();
	}

}
