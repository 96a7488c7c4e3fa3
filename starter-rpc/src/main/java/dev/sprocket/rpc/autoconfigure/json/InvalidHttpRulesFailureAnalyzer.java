// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which rules cannot be served, and what to do about each.
 */
final class InvalidHttpRulesFailureAnalyzer extends AbstractFailureAnalyzer<InvalidHttpRulesException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidHttpRulesException cause) {
		String description = cause.rules()
			.stream()
			.map((rule) -> "    " + rule.description())
			.collect(Collectors.joining("\n", "JSON cannot be served as the proto files ask for:\n\n", ""));
		String action = cause.rules()
			.stream()
			.map((rule) -> rule.method() + ": " + rule.remedy())
			.distinct()
			.collect(Collectors.joining("\n"));
		return new FailureAnalysis(description,
				action + "\nsprocket.rpc.json.enabled=false starts the service without JSON.", cause);
	}

}
