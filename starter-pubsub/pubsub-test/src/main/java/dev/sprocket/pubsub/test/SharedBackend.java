// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.AtomicForward;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Lets several engines use one backend as if each had its own: closing it closes the
 * senders and receivers that were opened through it, and nothing else.
 */
public final class SharedBackend implements Backend {

	private final Backend delegate;

	private final Set<AutoCloseable> opened = ConcurrentHashMap.newKeySet();

	/**
	 * Create a share of a backend.
	 * @param delegate the backend; whoever made it closes it
	 */
	public SharedBackend(Backend delegate) {
		this.delegate = delegate;
	}

	@Override
	public String name() {
		return this.delegate.name();
	}

	@Override
	public Capabilities capabilities() {
		return this.delegate.capabilities();
	}

	@Override
	public Sender openSender() {
		Sender sender = this.delegate.openSender();
		this.opened.add(sender);
		return sender;
	}

	@Override
	public Receiver openReceiver(ReceiverSpec spec, LaneListener listener) {
		Receiver receiver = this.delegate.openReceiver(spec, listener);
		this.opened.add(receiver);
		return receiver;
	}

	@Override
	public void declareGroup(String topic, String group) {
		this.delegate.declareGroup(topic, group);
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		return this.delegate.removeGroup(topic, group);
	}

	@Override
	public Lag lag(String topic, String group) {
		return this.delegate.lag(topic, group);
	}

	@Override
	public @Nullable Outbox outbox() {
		return this.delegate.outbox();
	}

	@Override
	public @Nullable AtomicForward atomicForward() {
		return this.delegate.atomicForward();
	}

	@Override
	public @Nullable Browser browser() {
		return this.delegate.browser();
	}

	@Override
	public boolean isLocal() {
		return this.delegate.isLocal();
	}

	@Override
	public void check() {
		this.delegate.check();
	}

	@Override
	public void close() {
		RuntimeException failure = closeAll();
		this.opened.clear();
		if (failure != null) {
			throw failure;
		}
	}

	// Each, also if one before it fails.

	private @Nullable RuntimeException closeAll() {
		RuntimeException first = null;
		for (AutoCloseable closeable : this.opened) {
			try {
				closeable.close();
			}
			catch (Exception ex) {
				RuntimeException failure = new IllegalStateException("Could not close " + closeable, ex);
				if (first == null) {
					first = failure;
				}
				else {
					first.addSuppressed(failure);
				}
			}
		}
		return first;
	}

}
