// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.Objects;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import org.springframework.http.HttpStatus;

/**
 * Reads through the body of a request before it is parsed: the parser of protobuf takes
 * what is not quite JSON, and does not say where in a message a field is unknown.
 */
final class JsonBody {

	private static final int MAX_DEPTH = 90;

	private final JsonReader reader;

	private int depth;

	private JsonBody(String json) {
		this.reader = new JsonReader(new StringReader(json));
		this.reader.setStrictness(Strictness.STRICT);
	}

	/**
	 * Check a body.
	 * @param json the body
	 * @param type what it is
	 * @throws RefusedRequestException if it cannot be a value of that type
	 */
	static void check(String json, JsonType type) {
		JsonBody body = new JsonBody(json);
		try {
			body.value(type, "");
			if (body.reader.peek() != JsonToken.END_DOCUMENT) {
				throw malformed("something follows after its end");
			}
		}
		catch (MalformedJsonException ex) {
			throw malformed(place(ex));
		}
		catch (EOFException ex) {
			throw malformed("it ends too early");
		}
		catch (IOException | IllegalStateException ex) {
			throw malformed("it cannot be read");
		}
	}

	private void value(JsonType type, String pointer) throws IOException {
		switch (this.reader.peek()) {
			case BEGIN_OBJECT -> object(type, pointer);
			case BEGIN_ARRAY -> array(type, pointer);
			case NUMBER -> number(this.reader.nextString(), pointer);
			case STRING -> text(type, this.reader.nextString(), pointer);
			default -> this.reader.skipValue();
		}
	}

	private void object(JsonType type, String pointer) throws IOException {
		deeper(pointer);
		this.reader.beginObject();
		while (this.reader.hasNext()) {
			String name = this.reader.nextName();
			String child = JsonPointers.append(pointer, name);
			text(type.name(), name, child);
			value(member(type, name, child), child);
		}
		this.reader.endObject();
		this.depth--;
	}

	private void array(JsonType type, String pointer) throws IOException {
		deeper(pointer);
		this.reader.beginArray();
		for (int i = 0; this.reader.hasNext(); i++) {
			value(type, JsonPointers.append(pointer, Integer.toString(i)));
		}
		this.reader.endArray();
		this.depth--;
	}

	private void deeper(String pointer) {
		if (++this.depth > MAX_DEPTH) {
			throw new RefusedRequestException(Problem.of(HttpStatus.BAD_REQUEST.value(), "MALFORMED_BODY",
					"The body is nested more than " + MAX_DEPTH + " levels deep."));
		}
	}

	private static JsonType member(JsonType type, String name, String pointer) {
		JsonType member = type.member(name);
		if (member == null) {
			throw new RefusedRequestException(Problem.inBody(pointer,
					"is not a field of " + Objects.requireNonNull(type.members()).getFullName()));
		}
		return member;
	}

	private static void text(JsonType type, String text, String pointer) {
		if (type.numbers()) {
			number(text, pointer);
		}
	}

	private static void number(String text, String pointer) {
		if (!JsonNumbers.isPlain(text)) {
			throw new RefusedRequestException(Problem.inBody(pointer, "is a number out of range"));
		}
	}

	private static String place(MalformedJsonException ex) {
		String message = String.valueOf(ex.getMessage());
		int at = message.indexOf("at line ");
		int end = message.indexOf(" path ", Math.max(0, at));
		return (at >= 0 && end > at) ? message.substring(at + 3, end).replace(" column", ", column") : "somewhere";
	}

	private static RefusedRequestException malformed(String where) {
		return new RefusedRequestException(Problem.of(HttpStatus.BAD_REQUEST.value(), "MALFORMED_BODY",
				"The body is not valid JSON: " + where + "."));
	}

}
