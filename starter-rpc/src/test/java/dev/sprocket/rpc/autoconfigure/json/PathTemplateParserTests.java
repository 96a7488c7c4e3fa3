// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.sprocket.rpc.autoconfigure.json.PathTemplate.Variable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PathTemplateParserTests {

	@ParameterizedTest
	@CsvSource({ "/, /", "/shelves, /shelves", "/shelves/**, /shelves/**", "/**, /**", "/*, /*", "/a:foo, /a:foo",
			"/a/b/c:foo, /a/b/c:foo", "/*/**, /*/**", "/*/a/**, /*/a/**", "/a/{a.b.c}, /a/*", "/a/{a.b.c=*}, /a/*",
			"/a/{b=*}, /a/*", "/a/{b=**}, /a/**", "/a/{b=c/*}, /a/c/*", "/a/{b=c/*/d}, /a/c/*/d",
			"/a/{b=c/**}, /a/c/**", "/a/{b=c/*}/d/{e=f/**}, /a/c/*/d/f/**", "/{a=*}/{b=**}:verb, /*/**:verb",
			"/a/**/b, /a/**/b", "/a/{b=**}/c/d:e, /a/**/c/d:e", "/v1%20a/{b}, /v1 a/*", "/a.b-c_d~e/f, /a.b-c_d~e/f",
			"/pkg.Service/Method, /pkg.Service/Method", "/{x_1}, /*", "/a/{b=literal}, /a/literal",
			"/{a}/{b}:c-d, /*/*:c-d" })
	void whenTemplateIsWellFormedThenItHasAShape(String text, String shape) {
		assertThat(PathTemplateParser.parse(text).shape()).isEqualTo(shape);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "a/b", "//", "/a//b", "/a/", "/{", "/a/{", "/a/{}", "/a/{b", "/a/{b=}", "/a/{b=*",
			"/a/{b=c/", "/a/{b..c}", "/a/{.b}", "/a/{b.}", "/a/{1b}", "/a/{b-c}", "/a/{b={c=*}}", "/a/{b=c/{d}}", "/a:",
			"/a:b:c", "/a:b/c", "/:b", "/***", "/a*", "/*a", "/**/**", "/**/*", "/a/{b=**}/{c}", "/a/{b}{c}", "/a/{b}c",
			"/a/x{b}", "/a b", "/a?b", "/a#b", "/a=b", "/a/}", "/a%2", "/a%zz", "/{a}/{a}", "/{a.b}/{a.b=**}" })
	void whenTemplateIsMalformedThenItIsRefused(String text) {
		assertThatExceptionOfType(MalformedTemplateException.class).isThrownBy(() -> PathTemplateParser.parse(text));
	}

	@Test
	void whenTemplateIsMalformedThenThePlaceIsNamed() {
		assertThatExceptionOfType(MalformedTemplateException.class)
			.isThrownBy(() -> PathTemplateParser.parse("/a/{b=c"))
			.withMessage("'}' is expected here (character 8)");
	}

	@Test
	void whenTemplateHasVariablesThenTheirPlacesAreKnown() {
		assertThat(PathTemplateParser.parse("/a/{b.c=d/*}/{e}/{f=**}:g").variables()).isEqualTo(List
			.of(new Variable("b.c", 1, 3, true), new Variable("e", 3, 4, false), new Variable("f", 4, 5, true)));
	}

	@Test
	void whenTemplateHasAVerbThenItIsKnown() {
		assertThat(PathTemplateParser.parse("/a/{b}:open").verb()).isEqualTo("open");
	}

}
