// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.OutboundMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a group keeps.
 */
class GroupStoreTests {

	private final GroupStore store = new GroupStore();

	@Test
	void whenAMessageIsRemovedThenItIsNotKeptAlthoughNobodyFetches() {
		WeakReference<StoredMessage> removed = add(1);
		WeakReference<StoredMessage> kept = add(2);
		assertThat(this.store.remove(1)).isTrue();
		await().until(() -> {
			System.gc();
			return removed.get() == null;
		});
		assertThat(kept.get()).isNotNull();
		assertThat(this.store.unsettled()).isOne();
	}

	private WeakReference<StoredMessage> add(long position) {
		StoredMessage message = new StoredMessage(position,
				new OutboundMessage("t", "id", null, Map.of(), new byte[0], null, null, null), Instant.EPOCH,
				Long.MAX_VALUE);
		this.store.add(message, 0);
		return new WeakReference<>(message);
	}

}
