// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import org.jspecify.annotations.Nullable;

import dev.sprocket.rpc.autoconfigure.json.InvalidHttpRulesException.InvalidRule;

/**
 * All methods by the paths that lead to them.
 */
final class RpcRoutes {

	private final RouteTree<HttpBinding> tree = new RouteTree<>();

	private final Set<String> methods = new HashSet<>();

	private final Set<String> services = new HashSet<>();

	private final Set<String> packages = new HashSet<>();

	/**
	 * Compile the routes.
	 * @param methods the methods
	 * @throws InvalidHttpRulesException if rules cannot be served
	 */
	RpcRoutes(List<RpcMethod> methods) {
		this(methods, new HttpRuleCompiler());
	}

	private RpcRoutes(List<RpcMethod> methods, HttpRuleCompiler compiler) {
		for (RpcMethod method : methods) {
			this.methods.add(method.path());
			ServiceDescriptor service = method.proto().getService();
			this.services.add(service.getFullName());
			this.packages.add(service.getFile().getPackage());
			add(HttpBinding.ofMethod(method), compiler.invalid());
		}
		for (RpcMethod method : methods) {
			compiler.compile(method).forEach((binding) -> add(binding, compiler.invalid()));
		}
		if (!compiler.invalid().isEmpty()) {
			throw new InvalidHttpRulesException(compiler.invalid());
		}
	}

	private void add(HttpBinding binding, List<InvalidRule> invalid) {
		HttpBinding before = this.tree.add(binding.httpMethod(), binding.template(), binding);
		if (before != null) {
			invalid.add(InvalidRule.claimed(binding, before));
		}
	}

	RouteTree.@Nullable Match<HttpBinding> find(String httpMethod, String path) {
		try {
			return this.tree.find(httpMethod, path);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	boolean isMethod(String path) {
		return this.methods.contains(path);
	}

	/**
	 * Return whether a path has the form of a method of a known service or package, so
	 * that nothing else can be meant.
	 * @param path the path
	 * @return {@code true} for such as {@code /pkg.Service/Any}
	 */
	boolean isKnownPrefix(String path) {
		int slash = path.indexOf('/', 1);
		if (slash < 0 || path.indexOf('/', slash + 1) >= 0) {
			return false;
		}
		String service = path.substring(1, slash);
		int dot = service.lastIndexOf('.');
		return this.services.contains(service) || (dot > 0 && this.packages.contains(service.substring(0, dot)));
	}

}
