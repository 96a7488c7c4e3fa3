// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.jdbc.JdbcInbox;
import dev.sprocket.pubsub.spi.Inbox;

/**
 * The inbox, made when the first subscription asks for one: a data source that is only
 * found is not written to.
 */
final class InboxOnDemand implements Inbox, AutoCloseable {

	private final Supplier<JdbcInbox> factory;

	private volatile @Nullable JdbcInbox made;

	InboxOnDemand(Supplier<JdbcInbox> factory) {
		this.factory = factory;
	}

	@Override
	public synchronized void prepare() {
		if (this.made == null) {
			this.made = this.factory.get();
		}
	}

	@Override
	public boolean handleOnce(String group, String messageId, Callable<?> handler) throws Exception {
		JdbcInbox inbox = this.made;
		if (inbox == null) {
			throw new IllegalStateException("prepare() comes first");
		}
		return inbox.handleOnce(group, messageId, handler);
	}

	@Override
	public synchronized void close() {
		if (this.made != null) {
			this.made.close();
		}
	}

}
