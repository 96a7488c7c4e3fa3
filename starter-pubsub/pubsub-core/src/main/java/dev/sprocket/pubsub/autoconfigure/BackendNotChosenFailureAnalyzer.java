// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link BackendNotChosenException}.
 */
final class BackendNotChosenFailureAnalyzer extends AbstractFailureAnalyzer<BackendNotChosenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, BackendNotChosenException cause) {
		if (cause.factories().isEmpty()) {
			return new FailureAnalysis("No pub/sub backend is on the class path.",
					"Depend on sprocket-starter-pubsub, which brings the embedded backend, or on a backend such as "
							+ "sprocket-pubsub-memory.",
					cause);
		}
		String backends = cause.factories()
			.stream()
			.map((factory) -> "    - " + factory.name() + " (from " + factory.artifact() + ")")
			.sorted()
			.collect(Collectors.joining("\n"));
		String names = cause.factories()
			.stream()
			.map((factory) -> "sprocket.pubsub.backend=" + factory.name())
			.sorted()
			.collect(Collectors.joining(" or "));
		return new FailureAnalysis(
				"Several pub/sub backends are on the class path and none is chosen:\n\n" + backends + "\n",
				"Set " + names + ", or leave out the artifact that you do not need.", cause);
	}

}
