// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.test.FaultyBackend;

/**
 * Counts every receive as an attempt, as SQS does, whatever came of it.
 */
class CountingMemoryHarness extends MemoryHarness {

	@Override
	public String name() {
		return "memory-counting";
	}

	@Override
	public Backend open() {
		return FaultyBackend.without(super.open(), Capability.UNCOUNTED_RELEASE);
	}

}
