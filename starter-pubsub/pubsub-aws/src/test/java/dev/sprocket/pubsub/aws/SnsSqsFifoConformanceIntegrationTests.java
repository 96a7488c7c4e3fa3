// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.test.BackendConformanceTests;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.test.servers.SnsSqsServer;

class SnsSqsFifoConformanceIntegrationTests extends BackendConformanceTests {

	@Override
	protected BackendHarness createHarness() {
		return new AwsHarness("aws-fifo", Emulator.settings(true, FanOut.SNS, Missing.CREATE), SnsSqsServer.start());
	}

}
