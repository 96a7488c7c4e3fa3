// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;

import com.google.api.HttpRule;

import dev.sprocket.rpc.test.v1.LibraryGrpc;

/**
 * The methods of the library, for tests that call none of them.
 */
final class Library {

	private static final RpcServices services = new RpcServices(List.of(new LibraryGrpc.LibraryImplBase() {
	}.bindService()));

	private Library() {
	}

	static List<RpcMethod> methods() {
		return services.methods();
	}

	static RpcMethod method(String name) {
		return methods().stream().filter((method) -> method.proto().getName().equals(name)).findFirst().orElseThrow();
	}

	/**
	 * Compile a rule.
	 * @param method the name of the method that it is for
	 * @param rule the rule
	 * @return the first binding
	 */
	static HttpBinding binding(String method, HttpRule.Builder rule) {
		HttpRuleCompiler compiler = new HttpRuleCompiler();
		List<HttpBinding> bindings = compiler.compile(method(method), rule.build());
		if (!compiler.invalid().isEmpty()) {
			throw new InvalidHttpRulesException(compiler.invalid());
		}
		return bindings.get(0);
	}

}
