// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.ArrayList;
import java.util.List;

import dev.sprocket.rpc.autoconfigure.json.PathTemplate.Kind;
import dev.sprocket.rpc.autoconfigure.json.PathTemplate.Segment;
import dev.sprocket.rpc.autoconfigure.json.PathTemplate.Variable;

/**
 * Reads a path template in the grammar of {@code google/api/http.proto}. Beyond it,
 * literals may follow a {@code **}, as other implementations allow.
 */
final class PathTemplateParser {

	private static final String LITERAL_PUNCTUATION = "-._~!$&'()+,;@%";

	private final String text;

	private final List<Segment> segments = new ArrayList<>();

	private final List<Variable> variables = new ArrayList<>();

	private int position;

	private PathTemplateParser(String text) {
		this.text = text;
	}

	/**
	 * Read a template.
	 * @param text the template, such as <code>/v1/{name=shelves/*}:open</code>
	 * @return the template
	 * @throws MalformedTemplateException if it is not well-formed
	 */
	static PathTemplate parse(String text) {
		return new PathTemplateParser(text).template();
	}

	private PathTemplate template() {
		if (!accept('/')) {
			throw malformed("it must begin with '/'");
		}
		if (atEnd()) {
			return new PathTemplate(List.of(), List.of(), "");
		}
		segments(false);
		String verb = accept(':') ? literal("a verb") : "";
		if (!atEnd()) {
			throw malformed("'" + peek() + "' is not expected here");
		}
		requireLiteralsAfterMulti();
		return new PathTemplate(List.copyOf(this.segments), List.copyOf(this.variables), verb);
	}

	private void segments(boolean inVariable) {
		do {
			segment(inVariable);
		}
		while (accept('/'));
	}

	private void segment(boolean inVariable) {
		if (accept('*')) {
			this.segments.add(accept('*') ? Segment.MULTI : Segment.SINGLE);
		}
		else if (!atEnd() && peek() == '{') {
			if (inVariable) {
				throw malformed("a variable cannot stand inside another one");
			}
			variable();
		}
		else {
			this.segments.add(Segment.of(literal("a segment")));
		}
	}

	private void variable() {
		expect('{');
		String fieldPath = fieldPath();
		int start = this.segments.size();
		if (accept('=')) {
			segments(true);
		}
		else {
			this.segments.add(Segment.SINGLE);
		}
		expect('}');
		int end = this.segments.size();
		if (this.variables.stream().anyMatch((variable) -> variable.fieldPath().equals(fieldPath))) {
			throw malformed("'" + fieldPath + "' is bound twice");
		}
		boolean multi = end - start > 1 || this.segments.get(start).kind() == Kind.MULTI;
		this.variables.add(new Variable(fieldPath, start, end, multi));
	}

	private String fieldPath() {
		StringBuilder path = new StringBuilder(identifier());
		while (accept('.')) {
			path.append('.').append(identifier());
		}
		return path.toString();
	}

	private String identifier() {
		int start = this.position;
		while (!atEnd() && isIdentifierPart(peek(), this.position == start)) {
			this.position++;
		}
		if (this.position == start) {
			throw malformed("the name of a field is expected here");
		}
		return this.text.substring(start, this.position);
	}

	private String literal(String what) {
		int start = this.position;
		while (!atEnd() && isLiteralPart(peek())) {
			this.position++;
		}
		if (this.position == start) {
			throw malformed(what + " is expected here");
		}
		try {
			return PercentDecoding.decode(this.text.substring(start, this.position));
		}
		catch (IllegalArgumentException ex) {
			throw malformed("a percent sign must begin an encoded character");
		}
	}

	private void requireLiteralsAfterMulti() {
		boolean seen = false;
		for (Segment segment : this.segments) {
			if (seen && segment.kind() != Kind.LITERAL) {
				throw malformed("only literals may follow '**'");
			}
			seen = seen || segment.kind() == Kind.MULTI;
		}
	}

	private boolean accept(char expected) {
		if (atEnd() || peek() != expected) {
			return false;
		}
		this.position++;
		return true;
	}

	private void expect(char expected) {
		if (!accept(expected)) {
			throw malformed("'" + expected + "' is expected here");
		}
	}

	private boolean atEnd() {
		return this.position == this.text.length();
	}

	private char peek() {
		return this.text.charAt(this.position);
	}

	private static boolean isIdentifierPart(char character, boolean first) {
		return isLetter(character) || character == '_' || (!first && isDigit(character));
	}

	private static boolean isLiteralPart(char character) {
		return isLetter(character) || isDigit(character) || LITERAL_PUNCTUATION.indexOf(character) >= 0;
	}

	private static boolean isLetter(char character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
	}

	private static boolean isDigit(char character) {
		return character >= '0' && character <= '9';
	}

	private MalformedTemplateException malformed(String reason) {
		return new MalformedTemplateException(reason + " (character " + (this.position + 1) + ")");
	}

}
