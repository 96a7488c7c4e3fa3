// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Tells how to say the region.
 */
@Order(0)
final class AwsRegionMissingFailureAnalyzer extends AbstractFailureAnalyzer<AwsRegionMissingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, AwsRegionMissingException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Set sprocket.pubsub.aws.region, such as eu-central-1, or the environment variable AWS_REGION. "
						+ "For an emulator set sprocket.pubsub.aws.endpoint, too.",
				cause);
	}

}
