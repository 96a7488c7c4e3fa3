// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

import dev.sprocket.rpc.autoconfigure.json.HttpBinding.Body;
import dev.sprocket.rpc.autoconfigure.json.HttpBinding.PathVariable;
import dev.sprocket.rpc.autoconfigure.json.InvalidHttpRulesException.InvalidRule;

/**
 * Compiles the {@code google.api.http} rules of a method.
 */
final class HttpRuleCompiler {

	private static final String WHOLE = "*";

	private final ExtensionRegistry extensions = ExtensionRegistry.newInstance();

	private final List<InvalidRule> invalid = new ArrayList<>();

	HttpRuleCompiler() {
		AnnotationsProto.registerAllExtensions(this.extensions);
	}

	/**
	 * Return the rules that could not be compiled so far.
	 * @return what is wrong with each
	 */
	List<InvalidRule> invalid() {
		return this.invalid;
	}

	List<HttpBinding> compile(RpcMethod method) {
		HttpRule rule = rule(method);
		return (rule != null) ? compile(method, rule) : List.of();
	}

	List<HttpBinding> compile(RpcMethod method, HttpRule rule) {
		List<HttpBinding> bindings = new ArrayList<>();
		Stream.concat(Stream.of(rule), rule.getAdditionalBindingsList().stream()).forEach((each) -> {
			try {
				if (each != rule && each.getAdditionalBindingsCount() > 0) {
					throw new InvalidRule(method.name(), text(each),
							"additional_bindings stand inside additional_bindings",
							"Put them beside each other in the rule of the method.")
						.asException();
				}
				bindings.add(binding(method, each));
			}
			catch (InvalidHttpRulesException ex) {
				this.invalid.addAll(ex.rules());
			}
		});
		return bindings;
	}

	private @Nullable HttpRule rule(RpcMethod method) {
		try {
			MethodOptions options = MethodOptions.parseFrom(method.proto().getOptions().toByteString(),
					this.extensions);
			return options.hasExtension(AnnotationsProto.http) ? options.getExtension(AnnotationsProto.http) : null;
		}
		catch (InvalidProtocolBufferException ex) {
			throw new IllegalStateException("Options of " + method.name() + " cannot be read", ex);
		}
	}

	private static HttpBinding binding(RpcMethod method, HttpRule rule) {
		if (httpMethod(rule).isEmpty()) {
			throw invalid(method, rule, "it has neither get, put, post, delete, patch nor custom with a kind",
					"Say which HTTP method and path the rule is for.");
		}
		PathTemplate template = template(method, rule);
		List<PathVariable> variables = template.variables()
			.stream()
			.map((variable) -> new PathVariable(pathField(method, rule, variable.fieldPath()), variable))
			.toList();
		return new HttpBinding(method, httpMethod(rule), path(rule), template, variables, body(method, rule),
				responseField(method, rule));
	}

	private static PathTemplate template(RpcMethod method, HttpRule rule) {
		try {
			return PathTemplateParser.parse(path(rule));
		}
		catch (MalformedTemplateException ex) {
			throw invalid(method, rule, "the path is not well-formed: " + ex.getMessage(),
					"Write the path as google/api/http.proto describes it, such as /v1/{name=shelves/*}.");
		}
	}

	private static FieldPath pathField(RpcMethod method, HttpRule rule, String path) {
		Descriptor message = method.proto().getInputType();
		FieldPath field = FieldPath.find(message, path);
		if (field == null) {
			throw invalid(method, rule, "the path names the field '" + path + "', which is not to be found",
					"Name a field of " + message.getFullName()
							+ " or, by dots, of a message in it that is not repeated.");
		}
		if (field.leaf().isRepeated()) {
			throw invalid(method, rule, "the field '" + path + "' of the path is repeated",
					"Name a field with one value; a repeated one can stand in the query or the body.");
		}
		if (field.leaf().getJavaType() == JavaType.MESSAGE) {
			throw invalid(method, rule, "the field '" + path + "' of the path is a message",
					"Name a field of " + field.leaf().getMessageType().getFullName() + ", such as " + path
							+ ".<field>, or another one that is a text, a number, an enum or a bool.");
		}
		return field;
	}

	private static Body body(RpcMethod method, HttpRule rule) {
		if (rule.getBody().isEmpty()) {
			return Body.NONE;
		}
		return rule.getBody().equals(WHOLE) ? Body.WHOLE
				: Body.of(field(method, rule, "body", rule.getBody(), method.proto().getInputType()));
	}

	private static @Nullable FieldDescriptor responseField(RpcMethod method, HttpRule rule) {
		return rule.getResponseBody().isEmpty() ? null
				: field(method, rule, "response_body", rule.getResponseBody(), method.proto().getOutputType());
	}

	private static FieldDescriptor field(RpcMethod method, HttpRule rule, String part, String name,
			Descriptor message) {
		FieldDescriptor field = message.findFieldByName(name);
		if (field == null) {
			throw invalid(method, rule, part + " names the field '" + name + "', which is not to be found",
					"Name a field at the top of " + message.getFullName() + ", or leave " + part + " out.");
		}
		return field;
	}

	private static InvalidHttpRulesException invalid(RpcMethod method, HttpRule rule, String problem, String remedy) {
		return new InvalidRule(method.name(), text(rule), problem, remedy).asException();
	}

	private static String text(HttpRule rule) {
		return (httpMethod(rule) + " " + path(rule)).strip();
	}

	private static String httpMethod(HttpRule rule) {
		return switch (rule.getPatternCase()) {
			case GET, PUT, POST, DELETE, PATCH -> rule.getPatternCase().name();
			case CUSTOM -> rule.getCustom().getKind();
			case PATTERN_NOT_SET -> "";
		};
	}

	private static String path(HttpRule rule) {
		return switch (rule.getPatternCase()) {
			case GET -> rule.getGet();
			case PUT -> rule.getPut();
			case POST -> rule.getPost();
			case DELETE -> rule.getDelete();
			case PATCH -> rule.getPatch();
			case CUSTOM -> rule.getCustom().getPath();
			case PATTERN_NOT_SET -> "";
		};
	}

}
