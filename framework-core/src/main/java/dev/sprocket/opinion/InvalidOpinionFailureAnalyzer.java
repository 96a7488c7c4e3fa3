// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which opinion file is wrong and how to get rid of it.
 */
final class InvalidOpinionFailureAnalyzer extends AbstractFailureAnalyzer<InvalidOpinionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidOpinionException cause) {
		String description = "The opinion file %s was refused: %s.".formatted(cause.location(), cause.problem());
		String action = "Correct the file if the starter is yours. Otherwise remove that starter from the class path, "
				+ "or set sprocket.opinions.enabled=false to start without any opinion.";
		return new FailureAnalysis(description, action, cause);
	}

}
