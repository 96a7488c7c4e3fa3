// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.spi.OutboundMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In which order a test lists what it has seen.
 */
class JournalTests {

	private static final byte[] NOTHING = {};

	private final Journal journal = new Journal();

	@Test
	void whenAHandlerIsFasterThanWhoIsToldOfTheStoreThenTheMessageWasPublishedFirstAllTheSame() {
		this.journal.add(published("a"));
		this.journal.add(handled("b"));
		this.journal.add(handled("a"));
		this.journal.add(published("b"));
		this.journal.add(published("c"));
		assertThat(this.journal.all(Journal.Entry.class)).containsExactly(published("a"), published("b"), handled("b"),
				handled("a"), published("c"));
	}

	private static Journal.Entry published(String id) {
		return new Journal.Published(new OutboundMessage("t", id, null, Map.of(), NOTHING, null, null, null));
	}

	private static Journal.Entry handled(String id) {
		return new Journal.Attempted("g", new Message<>(id, "t", null, Map.of(), "", null, Instant.EPOCH, 1), "");
	}

}
