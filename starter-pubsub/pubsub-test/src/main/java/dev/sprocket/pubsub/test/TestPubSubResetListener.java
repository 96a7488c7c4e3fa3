// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Resets {@link TestPubSub} after each test method, where the application has one.
 */
final class TestPubSubResetListener implements TestExecutionListener {

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			testContext.getApplicationContext().getBeanProvider(TestPubSub.class).ifAvailable(TestPubSub::reset);
		}
	}

}
