// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.discovery.test.RegistryConformanceTests;
import dev.sprocket.discovery.test.RegistryHarness;

class EmbeddedConformanceIntegrationTests extends RegistryConformanceTests {

	@TempDir
	private Path temporary;

	@Override
	protected RegistryHarness createHarness() {
		return new EmbeddedHarness(this.temporary.resolve("members"));
	}

}
