// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import dev.sprocket.pubsub.test.BackendConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;

class ShelfConformanceTests extends BackendConformanceTests {

	@Override
	protected BackendHarness createHarness() {
		return new ShelfHarness();
	}

}
