// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Rules of methods cannot be served.
 */
final class InvalidHttpRulesException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<InvalidRule> rules;

	InvalidHttpRulesException(List<InvalidRule> rules) {
		super(rules.stream().map(InvalidRule::description).collect(Collectors.joining("; ")));
		this.rules = List.copyOf(rules);
	}

	List<InvalidRule> rules() {
		return this.rules;
	}

	/**
	 * A rule that cannot be served.
	 *
	 * @param method the full name of the method
	 * @param rule HTTP method and path
	 * @param problem what is wrong
	 * @param remedy what to do
	 */
	record InvalidRule(String method, String rule, String problem, String remedy) {

		static InvalidRule claimed(HttpBinding second, HttpBinding first) {
			boolean same = second.method().name().equals(first.method().name());
			return new InvalidRule(second.method().name(), rule(second),
					same ? "the method claims " + rule(first) + " already, which matches the same requests"
							: first.method().name() + " claims " + rule(first)
									+ " already, which matches the same requests",
					"Give one of the two another path or HTTP method.");
		}

		String description() {
			return "google.api.http rule '" + this.rule + "' of " + this.method + ": " + this.problem;
		}

		InvalidHttpRulesException asException() {
			return new InvalidHttpRulesException(List.of(this));
		}

		private static String rule(HttpBinding binding) {
			return binding.httpMethod() + " " + binding.text();
		}

	}

}
