// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.test.FaultyBackend;

/**
 * Declares as little as a queue of a plain broker does, so that the engine has to supply
 * the rest.
 */
class BareMemoryHarness extends MemoryHarness {

	@Override
	public String name() {
		return "memory-bare";
	}

	@Override
	public Backend open() {
		return FaultyBackend.without(super.open(), Capability.RELEASE_DELAY, Capability.ATOMIC_FORWARD,
				Capability.ATTEMPT_COUNT, Capability.DELAYED_DELIVERY, Capability.TIME_TO_LIVE,
				Capability.DEDUPLICATION, Capability.TOPIC_ORDER, Capability.BROWSE);
	}

}
