// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.Objects;
import java.util.Set;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the JSON at one place before it is parsed.
 *
 * @param members the message, or the entry of a map, that says what the members of an
 * object are, or {@code null} if they are what the whole is
 * @param numbers whether the parser of protobuf reads a text here as a number
 */
record JsonType(@Nullable Descriptor members, boolean numbers) {

	/** Anything, such as what is inside of an {@code Any}. */
	static final JsonType ANYTHING = new JsonType(null, true);

	private static final JsonType TEXT = new JsonType(null, false);

	private static final JsonType NUMBER = ANYTHING;

	/**
	 * Messages whose JSON is any value.
	 */
	private static final Set<String> VALUES = Set.of("google.protobuf.Struct", "google.protobuf.Value",
			"google.protobuf.ListValue");

	/**
	 * Messages whose JSON is a text, or true or false.
	 */
	private static final Set<String> TEXTS = Set.of("google.protobuf.Timestamp", "google.protobuf.Duration",
			"google.protobuf.FieldMask", "google.protobuf.StringValue", "google.protobuf.BytesValue",
			"google.protobuf.BoolValue");

	/**
	 * Messages whose JSON is a number.
	 */
	private static final Set<String> NUMBERS = Set.of("google.protobuf.DoubleValue", "google.protobuf.FloatValue",
			"google.protobuf.Int64Value", "google.protobuf.UInt64Value", "google.protobuf.Int32Value",
			"google.protobuf.UInt32Value");

	static JsonType of(Descriptor message) {
		String name = message.getFullName();
		if (name.equals("google.protobuf.Any")) {
			return ANYTHING;
		}
		if (NUMBERS.contains(name)) {
			return NUMBER;
		}
		return (TEXTS.contains(name) || VALUES.contains(name)) ? TEXT : new JsonType(message, false);
	}

	/**
	 * Return whether a message is one value in JSON, so that a parameter can be it.
	 * @param message the message
	 * @return {@code true} for a time, a wrapper and the like
	 */
	static boolean isScalar(Descriptor message) {
		return TEXTS.contains(message.getFullName()) || NUMBERS.contains(message.getFullName());
	}

	/**
	 * Return what a value of a field is, and each of several.
	 * @param field the field
	 * @return what is known of it
	 */
	static JsonType of(FieldDescriptor field) {
		return switch (field.getJavaType()) {
			case INT, LONG, FLOAT, DOUBLE, ENUM -> NUMBER;
			case STRING, BYTE_STRING, BOOLEAN -> TEXT;
			case MESSAGE -> of(field.getMessageType());
		};
	}

	/**
	 * Return what the names of the members are.
	 * @return what is known of them
	 */
	JsonType name() {
		if (this.members == null) {
			return this;
		}
		return isMap() ? of(entryField("key")) : TEXT;
	}

	/**
	 * Return what a member is.
	 * @param name its name
	 * @return what is known of it, or {@code null} if there is no such member
	 */
	@Nullable JsonType member(String name) {
		if (this.members == null) {
			return this;
		}
		if (isMap()) {
			return of(entryField("value"));
		}
		FieldDescriptor field = FieldPath.field(this.members, name);
		if (field != null) {
			return of(field);
		}
		return name.startsWith("[") ? ANYTHING : null;
	}

	private boolean isMap() {
		return this.members != null && this.members.getOptions().getMapEntry();
	}

	private FieldDescriptor entryField(String name) {
		return Objects.requireNonNull(this.members).findFieldByName(name);
	}

}
