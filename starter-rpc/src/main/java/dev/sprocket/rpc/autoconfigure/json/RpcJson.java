// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;
import java.util.stream.Collectors;

import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of protobuf messages
 * (<a href= "https://protobuf.dev/programming-guides/json/">ProtoJSON</a>): what is not
 * set is shown with its default, what is not known is refused.
 */
final class RpcJson {

	private final JsonFormat.Parser parser;

	private final JsonFormat.Printer printer;

	RpcJson(List<RpcMethod> methods) {
		TypeRegistry.Builder types = TypeRegistry.newBuilder();
		methods.forEach((method) -> types.add(method.proto().getInputType()).add(method.proto().getOutputType()));
		TypeRegistry registry = types.build();
		this.parser = JsonFormat.parser().usingTypeRegistry(registry);
		this.printer = JsonFormat.printer()
			.usingTypeRegistry(registry)
			.alwaysPrintFieldsWithNoPresence()
			.omittingInsignificantWhitespace();
	}

	void merge(String json, Message.Builder message) throws InvalidProtocolBufferException {
		this.parser.merge(json, message);
	}

	/**
	 * Set fields from JSON.
	 * @param json the value
	 * @param field the field
	 * @param message the message of the field
	 * @throws InvalidProtocolBufferException if the value does not fit
	 */
	void mergeField(String json, FieldDescriptor field, Message.Builder message) throws InvalidProtocolBufferException {
		merge("{" + quote(field.getJsonName()) + ":" + json + "}", message);
	}

	/**
	 * Set a field from texts, such as those of a query.
	 * @param values one value, or several for a field that is repeated
	 * @param field the field
	 * @param message the message of the field
	 * @throws InvalidProtocolBufferException if a value does not fit
	 */
	void mergeTexts(List<String> values, FieldDescriptor field, Message.Builder message)
			throws InvalidProtocolBufferException {
		if (JsonType.of(field).numbers()) {
			values.forEach(JsonNumbers::requirePlain);
		}
		String json = values.stream().map(RpcJson::quote).collect(Collectors.joining(","));
		mergeField(field.isRepeated() ? "[" + json + "]" : json, field, message);
	}

	/**
	 * Print a response.
	 * @param message the response
	 * @param only the field to print, or {@code null} for the message
	 * @return JSON in one line
	 * @throws InvalidProtocolBufferException if the message holds an {@code Any} of a
	 * type that is not known
	 */
	String print(Message message, @Nullable FieldDescriptor only) throws InvalidProtocolBufferException {
		if (only == null) {
			return this.printer.print(message);
		}
		if (only.getJavaType() == JavaType.MESSAGE && !only.isRepeated()) {
			return this.printer.print((Message) message.getField(only));
		}
		Message alone = message.newBuilderForType().setField(only, message.getField(only)).build();
		return JsonParser.parseString(this.printer.print(alone)).getAsJsonObject().get(only.getJsonName()).toString();
	}

	private static String quote(String text) {
		return new JsonPrimitive(text).toString();
	}

}
