// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.io.IOException;

import dev.sprocket.pubsub.http.EventFormat;
import dev.sprocket.pubsub.test.BackendConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;

class HttpConformanceIntegrationTests extends BackendConformanceTests {

	@Override
	protected BackendHarness createHarness() throws IOException {
		return new HttpHarness("http", EventFormat.BINARY);
	}

}
