// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.test;

class StaticInstancesConformanceTests extends RegistryConformanceTests {

	@Override
	protected RegistryHarness createHarness() {
		return new StaticInstancesHarness();
	}

}
