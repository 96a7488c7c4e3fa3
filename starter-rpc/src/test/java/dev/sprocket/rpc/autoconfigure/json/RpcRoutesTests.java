// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RpcRoutesTests {

	@Test
	void whenMethodsAreRoutedThenEachHasItsPath() {
		RpcRoutes routes = new RpcRoutes(Library.methods());
		assertThat(routes.find("POST", "/sprocket.test.v1.Library/ImportBooks")).isNotNull();
		assertThat(routes.find("GET", "/sprocket.test.v1.Library/ImportBooks")).isNull();
		assertThat(routes.find("GET", "/v1/%zz")).isNull();
		assertThat(routes.isMethod("/sprocket.test.v1.Library/ImportBooks")).isTrue();
	}

	@Test
	void whenPathLooksLikeAMethodThenItIsOursOnlyInAKnownPackage() {
		RpcRoutes routes = new RpcRoutes(Library.methods());
		assertThat(List.of("/sprocket.test.v1.Library/Nothing", "/sprocket.test.v1.Nobody/GetBook"))
			.allMatch(routes::isKnownPrefix);
		assertThat(List.of("/", "/sprocket.test.v1.Library", "/sprocket.test.v1.Library/a/b", "/other.Library/GetBook",
				"/Library/GetBook", "/v1/books"))
			.noneMatch(routes::isKnownPrefix);
	}

	@Test
	void whenRulesClaimTheSameThenAllAreNamed() {
		List<RpcMethod> twice = Stream.concat(Library.methods().stream(), Library.methods().stream()).toList();
		assertThatExceptionOfType(InvalidHttpRulesException.class).isThrownBy(() -> new RpcRoutes(twice))
			.satisfies((ex) -> assertThat(ex.rules()).hasSize(16))
			.withMessageContaining("google.api.http rule 'GET /v1/books' of sprocket.test.v1.Library.ListBooks: "
					+ "the method claims GET /v1/books already, which matches the same requests");
	}

}
