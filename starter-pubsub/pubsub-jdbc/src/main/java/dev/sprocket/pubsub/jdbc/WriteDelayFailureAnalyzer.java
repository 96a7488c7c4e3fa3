// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Tells how to make H2 durable.
 */
@Order(0)
final class WriteDelayFailureAnalyzer extends AbstractFailureAnalyzer<WriteDelayException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WriteDelayException cause) {
		return new FailureAnalysis(
				cause.database() + " holds commits back from the disk for " + cause.milliseconds()
						+ " ms. Messages that were reported as stored are lost if the process is killed.",
				"Add ;WRITE_DELAY=0 to spring.datasource.url.", cause);
	}

}
