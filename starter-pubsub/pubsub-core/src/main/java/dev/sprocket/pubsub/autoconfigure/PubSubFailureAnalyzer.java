// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.sprocket.pubsub.PubSubException;

/**
 * Explains a {@link PubSubException} that ends the start of an application.
 */
final class PubSubFailureAnalyzer extends AbstractFailureAnalyzer<PubSubException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, PubSubException cause) {
		String action = switch (cause.kind()) {
			case INVALID -> "Change the name or setting that is named above.";
			case UNSUPPORTED ->
				"Choose a backend that can do it (see the capability matrix in the documentation), " + "or do without.";
			case NOT_FOUND -> "Create the topic, or correct its name.";
			case PERMISSION_DENIED -> "Grant this application the right to use it.";
			default -> null;
		};
		return (action != null) ? new FailureAnalysis(String.valueOf(cause.getMessage()), action, cause) : null;
	}

}
