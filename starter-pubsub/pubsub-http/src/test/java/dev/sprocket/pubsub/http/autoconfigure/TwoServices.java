// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Sender;

/**
 * What the suite takes for one backend: publishes to the store of one service and
 * receives in the other, so that every message goes over HTTP.
 */
final class TwoServices implements Backend {

	private final Backend publishing;

	private final Backend receiving;

	private final HttpHarness harness;

	TwoServices(Backend publishing, Backend receiving, HttpHarness harness) {
		this.publishing = publishing;
		this.receiving = receiving;
		this.harness = harness;
	}

	@Override
	public String name() {
		return this.receiving.name();
	}

	@Override
	public Capabilities capabilities() {
		return this.publishing.capabilities();
	}

	@Override
	public Sender openSender() {
		return this.publishing.openSender();
	}

	@Override
	public Receiver openReceiver(ReceiverSpec spec, LaneListener listener) {
		this.harness.list(spec);
		return this.receiving.openReceiver(spec, listener);
	}

	@Override
	public void declareGroup(String topic, String group) {
		this.publishing.declareGroup(topic, group);
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		this.harness.unlist(topic, group);
		return this.publishing.removeGroup(topic, group);
	}

	// Of what it has posted a sender does not know which waits over there.

	@Override
	public Lag lag(String topic, String group) {
		return new Lag(this.publishing.lag(topic, group).messages(), -1, null);
	}

	@Override
	public @Nullable Browser browser() {
		return this.publishing.browser();
	}

	@Override
	public void check() {
		this.publishing.check();
		this.receiving.check();
	}

	@Override
	public void close() {
		this.publishing.close();
		this.receiving.close();
		this.harness.closed(this);
	}

}
