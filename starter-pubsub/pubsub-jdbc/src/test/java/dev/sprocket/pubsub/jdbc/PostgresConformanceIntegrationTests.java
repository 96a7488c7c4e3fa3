// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import dev.sprocket.pubsub.test.BackendHarness;

class PostgresConformanceIntegrationTests extends DatabaseConformance {

	@Override
	BackendHarness create() {
		return new DataSourceHarness("postgresql", PostgresServer.start().url());
	}

}
