// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link S3ClientMissingException}.
 */
final class S3ClientMissingFailureAnalyzer extends AbstractFailureAnalyzer<S3ClientMissingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, S3ClientMissingException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), "Add the dependency "
				+ S3ClientMissingException.ARTIFACT + ", or remove " + S3ClaimStoreAutoConfiguration.BUCKET + ".",
				cause);
	}

}
