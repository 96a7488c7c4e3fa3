// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.Set;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * The browser of a {@link FaultyBackend}.
 *
 * @param delegate the browser behind it
 * @param line what fails, and what went over it
 */
record FaultyBrowser(Browser delegate, FaultLine line) implements Browser {

	@Override
	public List<Delivery> find(String topic, String group, long afterPosition, int max) {
		return this.line.call(() -> this.delegate.find(topic, group, afterPosition, max));
	}

	@Override
	public List<Delivery> find(String topic, String group, String key, long afterPosition, int max) {
		return this.line.call(() -> this.delegate.find(topic, group, key, afterPosition, max));
	}

	@Override
	public Set<String> waitingKeys(String topic, String group, Set<String> keys) {
		BackendException failure = this.line.lookups().failure(topic);
		if (failure != null) {
			throw failure;
		}
		return this.line.call(() -> this.delegate.waitingKeys(topic, group, keys));
	}

	@Override
	public boolean remove(String topic, String group, long position) {
		return this.line.call(() -> this.delegate.remove(topic, group, position));
	}

	@Override
	public boolean move(String topic, String group, long position, OutboundMessage target) {
		BackendException failure = this.line.sends().failure(target);
		if (failure != null) {
			throw failure;
		}
		boolean moved = this.line.call(() -> this.delegate.move(topic, group, position, target));
		if (moved) {
			this.line.recordSent(target);
		}
		return moved;
	}

}
