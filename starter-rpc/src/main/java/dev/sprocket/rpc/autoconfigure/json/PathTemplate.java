// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The path of a {@code google.api.http} rule.
 *
 * @param segments what stands between the slashes, without variables
 * @param variables the fields that take their values from the path
 * @param verb what follows the last colon, or an empty text
 */
record PathTemplate(List<Segment> segments, List<Variable> variables, String verb) {

	/**
	 * Return which paths match, with the names of variables left out.
	 * @return the same text for templates that match the same paths
	 */
	String shape() {
		StringBuilder shape = new StringBuilder();
		this.segments.forEach((segment) -> shape.append('/').append(segment));
		if (this.segments.isEmpty()) {
			shape.append('/');
		}
		return this.verb.isEmpty() ? shape.toString() : shape.append(':').append(this.verb).toString();
	}

	/**
	 * One step of a path.
	 *
	 * @param kind what it matches
	 * @param literal the text, decoded, of a literal
	 */
	record Segment(Kind kind, @Nullable String literal) {

		static final Segment SINGLE = new Segment(Kind.SINGLE, null);

		static final Segment MULTI = new Segment(Kind.MULTI, null);

		static Segment of(String literal) {
			return new Segment(Kind.LITERAL, literal);
		}

		@Override
		public String toString() {
			return switch (this.kind) {
				case LITERAL -> String.valueOf(this.literal);
				case SINGLE -> "*";
				case MULTI -> "**";
			};
		}

	}

	/**
	 * What a segment matches.
	 */
	enum Kind {

		/** Itself. */
		LITERAL,

		/** One step that is not empty. */
		SINGLE,

		/** Any number of steps. */
		MULTI

	}

	/**
	 * A field that takes its value from a part of the path.
	 *
	 * @param fieldPath the names that lead to the field, by dots
	 * @param start the first segment
	 * @param end the segment after the last one
	 * @param multi whether its value may have several segments
	 */
	record Variable(String fieldPath, int start, int end, boolean multi) {
	}

}
