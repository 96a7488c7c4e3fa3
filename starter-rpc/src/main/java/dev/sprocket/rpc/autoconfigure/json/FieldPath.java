// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/**
 * Leads from a message to a field of it or of a message inside.
 *
 * @param fields the fields on the way, at least one
 */
record FieldPath(List<FieldDescriptor> fields) {

	/**
	 * Find the way.
	 * @param message where it begins
	 * @param path names as in the proto file or as in JSON, by dots
	 * @return the way, or {@code null} if there is no such field, or one on the way is
	 * repeated or no message
	 */
	static @Nullable FieldPath find(Descriptor message, String path) {
		List<FieldDescriptor> fields = new ArrayList<>();
		Descriptor current = message;
		for (String name : path.split("\\.", -1)) {
			FieldDescriptor field = (current != null) ? field(current, name) : null;
			if (field == null) {
				return null;
			}
			fields.add(field);
			boolean opens = field.getJavaType() == JavaType.MESSAGE && !field.isRepeated();
			current = opens ? field.getMessageType() : null;
		}
		return new FieldPath(List.copyOf(fields));
	}

	static @Nullable FieldDescriptor field(Descriptor message, String name) {
		FieldDescriptor field = message.findFieldByName(name);
		return (field != null) ? field
				: message.getFields()
					.stream()
					.filter((candidate) -> candidate.getJsonName().equals(name))
					.findFirst()
					.orElse(null);
	}

	static boolean isText(FieldDescriptor field) {
		return field.getJavaType() != JavaType.MESSAGE || JsonType.isScalar(field.getMessageType());
	}

	FieldDescriptor leaf() {
		return this.fields.get(this.fields.size() - 1);
	}

	/**
	 * Return whether one of the two paths leads through the end of the other, or both
	 * lead through members of one oneof.
	 * @param other the other path
	 * @return {@code true} if setting both would set one thing twice
	 */
	boolean overlaps(FieldPath other) {
		int shorter = Math.min(this.fields.size(), other.fields.size());
		for (int i = 0; i < shorter; i++) {
			FieldDescriptor field = this.fields.get(i);
			if (!field.equals(other.fields.get(i))) {
				OneofDescriptor oneof = field.getRealContainingOneof();
				return oneof != null && oneof.equals(other.fields.get(i).getRealContainingOneof());
			}
		}
		return true;
	}

	/**
	 * Return the builder of the message that the field is of.
	 * @param root where the path begins
	 * @return the builder
	 */
	Message.Builder parent(Message.Builder root) {
		Message.Builder builder = root;
		for (FieldDescriptor field : this.fields.subList(0, this.fields.size() - 1)) {
			builder = builder.getFieldBuilder(field);
		}
		return builder;
	}

}
