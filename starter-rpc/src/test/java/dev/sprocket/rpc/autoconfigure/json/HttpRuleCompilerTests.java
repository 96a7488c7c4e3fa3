// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;

import com.google.api.CustomHttpPattern;
import com.google.api.HttpRule;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.sprocket.rpc.autoconfigure.json.InvalidHttpRulesException.InvalidRule;

import static org.assertj.core.api.Assertions.assertThat;

class HttpRuleCompilerTests {

	private final HttpRuleCompiler compiler = new HttpRuleCompiler();

	@Test
	void whenMethodHasRulesThenAllAreCompiled() {
		assertThat(this.compiler.compile(Library.method("GetBook"))).extracting(HttpBinding::text)
			.containsExactly("/v1/{name=shelves/*/books/*}", "/v1/books/{name}");
		assertThat(this.compiler.compile(Library.method("ImportBooks"))).isEmpty();
		assertThat(this.compiler.invalid()).isEmpty();
	}

	@Test
	void whenPatternsDifferThenSoDoHttpMethods() {
		CustomHttpPattern.Builder purge = CustomHttpPattern.newBuilder().setKind("PURGE").setPath("/c");
		List<HttpRule.Builder> rules = List.of(HttpRule.newBuilder().setGet("/c"), HttpRule.newBuilder().setPut("/c"),
				HttpRule.newBuilder().setPost("/c"), HttpRule.newBuilder().setDelete("/c"),
				HttpRule.newBuilder().setPatch("/c"), HttpRule.newBuilder().setCustom(purge));
		assertThat(rules).map((rule) -> Library.binding("GetBook", rule).httpMethod())
			.containsExactly("GET", "PUT", "POST", "DELETE", "PATCH", "PURGE");
	}

	@Test
	void whenPathNamesUnknownFieldThenItIsRefused() {
		assertThat(refusal("GetBook", HttpRule.newBuilder().setGet("/v1/{nmae}"))).isEqualTo(new InvalidRule(
				"sprocket.test.v1.Library.GetBook", "GET /v1/{nmae}",
				"the path names the field 'nmae', which is not to be found",
				"Name a field of sprocket.test.v1.GetBookRequest or, by dots, of a message in it that is not repeated."));
	}

	@Test
	void whenPathNamesMessageThenItIsRefused() {
		assertThat(refusal("UpdateBook", HttpRule.newBuilder().setGet("/v1/{book}")).problem())
			.isEqualTo("the field 'book' of the path is a message");
	}

	@Test
	void whenPathNamesRepeatedFieldThenItIsRefused() {
		assertThat(refusal("ListBooks", HttpRule.newBuilder().setGet("/v1/{shelves}")).problem())
			.isEqualTo("the field 'shelves' of the path is repeated");
	}

	@Test
	void whenPathGoesThroughTextThenItIsRefused() {
		assertThat(refusal("GetBook", HttpRule.newBuilder().setGet("/v1/{name.first}")).problem())
			.isEqualTo("the path names the field 'name.first', which is not to be found");
	}

	@Test
	void whenPathIsMalformedThenItIsRefused() {
		assertThat(refusal("GetBook", HttpRule.newBuilder().setGet("v1/{name}")).problem())
			.isEqualTo("the path is not well-formed: it must begin with '/' (character 1)");
	}

	@Test
	void whenBodyNamesUnknownFieldThenItIsRefused() {
		assertThat(refusal("CreateBook", HttpRule.newBuilder().setPost("/v1/books").setBody("boook")).problem())
			.isEqualTo("body names the field 'boook', which is not to be found");
	}

	@Test
	void whenResponseBodyNamesUnknownFieldThenItIsRefused() {
		HttpRule.Builder rule = HttpRule.newBuilder().setGet("/v1/files").setResponseBody("contents");
		assertThat(refusal("ReadFile", rule).problem())
			.isEqualTo("response_body names the field 'contents', which is not to be found");
	}

	@Test
	void whenAdditionalBindingsAreNestedThenTheyAreRefused() {
		HttpRule.Builder inner = HttpRule.newBuilder()
			.setGet("/v1/b")
			.addAdditionalBindings(HttpRule.newBuilder().setGet("/v1/c"));
		HttpRule.Builder rule = HttpRule.newBuilder().setGet("/v1/a").addAdditionalBindings(inner);
		assertThat(refusal("GetBook", rule).problem())
			.isEqualTo("additional_bindings stand inside additional_bindings");
	}

	@Test
	void whenPatternIsMissingThenItIsRefused() {
		assertThat(refusal("GetBook", HttpRule.newBuilder().setBody("*")).problem())
			.isEqualTo("it has neither get, put, post, delete, patch nor custom with a kind");
	}

	@Test
	void whenStartIsRefusedThenEveryRuleIsNamedWithItsRemedy() {
		refusal("GetBook", HttpRule.newBuilder().setGet("/v1/{nmae}"));
		HttpBinding first = Library.binding("GetBook", HttpRule.newBuilder().setGet("/v1/books/{name}"));
		HttpBinding second = Library.binding("ReadFile", HttpRule.newBuilder().setGet("/v1/books/{path}"));
		this.compiler.invalid().add(InvalidRule.claimed(second, first));
		FailureAnalysis analysis = new InvalidHttpRulesFailureAnalyzer()
			.analyze(new InvalidHttpRulesException(this.compiler.invalid()));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo(
				"""
						JSON cannot be served as the proto files ask for:

						    google.api.http rule 'GET /v1/{nmae}' of sprocket.test.v1.Library.GetBook: \
						the path names the field 'nmae', which is not to be found
						    google.api.http rule 'GET /v1/books/{path}' of sprocket.test.v1.Library.ReadFile: \
						sprocket.test.v1.Library.GetBook claims GET /v1/books/{name} already, which matches the same requests""");
		assertThat(analysis.getAction()).isEqualTo("""
				sprocket.test.v1.Library.GetBook: Name a field of sprocket.test.v1.GetBookRequest or, by dots, \
				of a message in it that is not repeated.
				sprocket.test.v1.Library.ReadFile: Give one of the two another path or HTTP method.
				sprocket.rpc.json.enabled=false starts the service without JSON.""");
	}

	private InvalidRule refusal(String method, HttpRule.Builder rule) {
		this.compiler.compile(Library.method(method), rule.build());
		assertThat(this.compiler.invalid()).hasSize(1);
		return this.compiler.invalid().get(0);
	}

}
