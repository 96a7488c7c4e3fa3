// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link SchemaLibraryMissingException}.
 */
final class SchemaLibraryMissingFailureAnalyzer extends AbstractFailureAnalyzer<SchemaLibraryMissingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SchemaLibraryMissingException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), "Add the dependency "
				+ SchemaLibraryMissingException.ARTIFACT + " (3.x), or remove " + cause.property() + ".", cause);
	}

}
