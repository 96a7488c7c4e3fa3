// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link UnknownBackendException}.
 */
final class UnknownBackendFailureAnalyzer extends AbstractFailureAnalyzer<UnknownBackendException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnknownBackendException cause) {
		String known = cause.known().isEmpty() ? "There is none on the class path"
				: "On the class path are: " + String.join(", ", cause.known());
		return new FailureAnalysis(
				"The property " + cause.property() + " is '" + cause.name()
						+ "', and no pub/sub backend of that name is on the class path.",
				known + ". Use one of them, or add the artifact sprocket-pubsub-" + cause.name()
						+ " if that is a backend of Sprocket.",
				cause);
	}

}
