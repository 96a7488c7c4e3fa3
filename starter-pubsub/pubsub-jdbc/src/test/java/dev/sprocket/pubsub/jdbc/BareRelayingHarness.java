// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.test.FaultyBackend;

/**
 * A backend that cannot look at what it stores, with an outbox that indexes its dead
 * letters.
 */
final class BareRelayingHarness extends RelayingHarness {

	BareRelayingHarness(Path file, String url) {
		super(file, url);
	}

	@Override
	public String name() {
		return "embedded+outbox-bare";
	}

	@Override
	public Backend open() {
		return FaultyBackend.without(super.open(), Capability.BROWSE, Capability.DELAYED_DELIVERY);
	}

}
