// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import dev.sprocket.pubsub.test.BackendConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;

class CountingMemoryConformanceTests extends BackendConformanceTests {

	@Override
	protected BackendHarness createHarness() {
		return new CountingMemoryHarness();
	}

}
