// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RouteTreeTests {

	@ParameterizedTest
	@CsvSource({ "/, /", "/, ''", "/**, ''", "/a, /a", "/*, /a", "/**, /", "/**, /a", "/**, /a/b/c", "/**, /a/",
			"/a/**, /a", "/a/**, /a/b", "/a/**, /a/b/c/", "/a/*/c, /a/b/c", "/a/{x}, /a/b%2Fc", "/a/{x=**}/c, /a/c",
			"/a/{x=**}/c, /a/b/c", "/a/{x=**}/c, /a/b/c/c", "/a/{x=**}/c/d, /a/c/d/c/d", "/a:v, /a:v", "/*:v, /a:v",
			"/*:v, /a:b:v", "/**:v, /a/b:v", "/{x=a/*}:v, /a/b:v", "/*, /a:v", "/a/**, /a/b:v", "/a%20b, /a%20b",
			"/a b, /a%20b", "/a/b, /%61/b", "/a/b, /a/%62" })
	void whenPathMatchesThenItIsFound(String template, String path) {
		String text = template.replace("a b", "a%20b");
		assertThat(find(tree(text), path)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "/, /a", "/a, /", "/a, ''", "/*, ''", "/a, /b", "/a, /a/b", "/a, /a/", "/a, /A", "/*, /", "/*, /a/b",
			"/a/*, /a/", "/a/*/c, /a//c", "/a/**, /b", "/a/**/c, /a/b", "/a/**/c, /a/b/c/d", "/a:v, /a", "/a:v, /a:w",
			"/*:v, /a", "/*:v, /a:v:w", "/a, /a:v", "/a/b, /a%2Fb", "/{x=a/*}, /a", "/{x=a/*}, /b/c", "/a/:v, /a/:v" })
	void whenPathDoesNotMatchThenNothingIsFound(String template, String path) {
		String text = template.equals("/a/:v") ? "/a/*:v" : template;
		assertThat(find(tree(text), path)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/a/b, /a/b", "/a/x, /a/*", "/a/x/y, /a/**", "/x/b, /*/b", "/x/y, /*/*", "/x, /**", "/a/b/c, /a/b/c",
			"/a/b/d, /a/**", "/a/b:open, /a/*:open", "/a/b:close, /a/*", "/v/x/end, /v/**/end", "/v/x/no, /v/**" })
	void whenSeveralMatchThenTheMostSpecificIsFound(String path, String template) {
		RouteTree<String> tree = tree("/a/**", "/**", "/*/*", "/*/b", "/a/*", "/a/b", "/a/b/c", "/a/*:open", "/v/**",
				"/v/**/end");
		assertThat(find(tree, path)).isEqualTo(template);
	}

	@Test
	void whenLiteralLeadsNowhereThenWildcardsAreTried() {
		RouteTree<String> tree = tree("/a/b/c", "/a/*/d", "/**/e");
		assertThat(find(tree, "/a/b/d")).isEqualTo("/a/*/d");
		assertThat(find(tree, "/a/b/e")).isEqualTo("/**/e");
	}

	@Test
	void whenMethodsDifferThenBothAreFound() {
		RouteTree<String> tree = new RouteTree<>();
		PathTemplate template = PathTemplateParser.parse("/a");
		assertThat(tree.add("GET", template, "get")).isNull();
		assertThat(tree.add("POST", template, "post")).isNull();
		assertThat(tree.add("POST", template, "again")).isEqualTo("post");
		assertThat(tree.find("GET", "/a")).extracting(RouteTree.Match::value).isEqualTo("get");
		assertThat(tree.find("POST", "/a")).extracting(RouteTree.Match::value).isEqualTo("post");
		assertThat(tree.find("PUT", "/a")).isNull();
	}

	@Test
	void whenAnyMethodIsServedThenNamedOnesComeFirst() {
		RouteTree<String> tree = new RouteTree<>();
		tree.add("*", PathTemplateParser.parse("/a"), "any");
		tree.add("GET", PathTemplateParser.parse("/a"), "get");
		assertThat(tree.find("GET", "/a")).extracting(RouteTree.Match::value).isEqualTo("get");
		assertThat(tree.find("PURGE", "/a")).extracting(RouteTree.Match::value).isEqualTo("any");
	}

	private static RouteTree<String> tree(String... templates) {
		RouteTree<String> tree = new RouteTree<>();
		Stream.of(templates).forEach((template) -> tree.add("GET", PathTemplateParser.parse(template), template));
		return tree;
	}

	private static @Nullable String find(RouteTree<String> tree, String path) {
		RouteTree.Match<String> match = tree.find("GET", path);
		return (match != null) ? match.value() : null;
	}

}
