// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import org.jspecify.annotations.Nullable;
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
	 * @param message the message that it is, or {@code null} if it is none
	 * @throws RefusedRequestException if it cannot be a value of that type
	 */
	static void check(String json, @Nullable Descriptor message) {
		JsonBody body = new JsonBody(json);
		try {
			body.value(message, null, "");
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

	private void value(@Nullable Descriptor message, @Nullable FieldDescriptor field, String pointer)
			throws IOException {
		switch (this.reader.peek()) {
			case BEGIN_OBJECT -> object(message, pointer);
			case BEGIN_ARRAY -> array(message, field, pointer);
			case NUMBER -> number(this.reader.nextString(), pointer);
			case STRING -> {
				String text = this.reader.nextString();
				if (field == null || field.getJavaType() != JavaType.STRING) {
					number(text, pointer);
				}
			}
			default -> this.reader.skipValue();
		}
	}

	private void object(@Nullable Descriptor message, String pointer) throws IOException {
		deeper(pointer);
		this.reader.beginObject();
		while (this.reader.hasNext()) {
			String name = this.reader.nextName();
			String child = JsonPointers.append(pointer, name);
			FieldDescriptor field = known(message, name, child);
			value(messageOf(field), field, child);
		}
		this.reader.endObject();
		this.depth--;
	}

	private void array(@Nullable Descriptor message, @Nullable FieldDescriptor field, String pointer)
			throws IOException {
		deeper(pointer);
		this.reader.beginArray();
		for (int i = 0; this.reader.hasNext(); i++) {
			value(message, field, JsonPointers.append(pointer, Integer.toString(i)));
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

	private static @Nullable FieldDescriptor known(@Nullable Descriptor message, String name, String pointer) {
		if (message == null) {
			return null;
		}
		FieldDescriptor field = FieldPath.field(message, name);
		if (field == null && !name.startsWith("[")) {
			throw new RefusedRequestException(Problem.inBody(pointer, "is not a field of " + message.getFullName()));
		}
		return field;
	}

	/**
	 * Return the message whose fields are to be looked at: messages with a JSON form of
	 * their own and maps are left to the parser.
	 * @param field the field that it is the value of
	 * @return the message, or {@code null}
	 */
	static @Nullable Descriptor messageOf(@Nullable FieldDescriptor field) {
		if (field == null || field.getJavaType() != JavaType.MESSAGE || field.isMapField()) {
			return null;
		}
		Descriptor message = field.getMessageType();
		return message.getFile().getPackage().equals("google.protobuf") ? null : message;
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
