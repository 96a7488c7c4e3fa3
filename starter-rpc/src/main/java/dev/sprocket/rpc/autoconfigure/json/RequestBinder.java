// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;

import dev.sprocket.error.ErrorCode;
import dev.sprocket.rpc.autoconfigure.json.HttpBinding.PathVariable;
import dev.sprocket.rpc.autoconfigure.json.PathTemplate.Variable;

/**
 * Makes the request message from path, query and body. A field is set once: by the path,
 * else by the body, else by the query.
 */
final class RequestBinder {

	private final RpcJson json;

	RequestBinder(RpcJson json) {
		this.json = json;
	}

	/**
	 * Make a request.
	 * @param binding how the method was reached
	 * @param segments the segments of the path, encoded
	 * @param query the parameters of the query, decoded
	 * @param body the body, empty if there is none
	 * @return the request
	 * @throws RefusedRequestException if something is wrong with it
	 */
	Message bind(HttpBinding binding, List<String> segments, Map<String, List<String>> query, String body) {
		Message.Builder request = binding.method().request().newBuilderForType();
		bindBody(binding, body, request);
		query.forEach((name, values) -> bindParameter(binding, name, values, request));
		for (PathVariable variable : binding.variables()) {
			bindVariable(binding.template(), variable, segments, request);
		}
		return request.build();
	}

	private void bindBody(HttpBinding binding, String body, Message.Builder request) {
		if (body.isBlank()) {
			return;
		}
		FieldDescriptor field = binding.body().field();
		if (!binding.body().whole() && field == null) {
			throw new RefusedRequestException(
					Problem.of(ErrorCode.INVALID_ARGUMENT, "A body is not expected here; send parameters instead."));
		}
		JsonBody.check(body, (field != null) ? JsonType.of(field) : JsonType.of(request.getDescriptorForType()));
		try {
			if (field != null) {
				this.json.mergeField(body, field, request);
			}
			else {
				this.json.merge(body, request);
			}
		}
		catch (InvalidProtocolBufferException ex) {
			throw new RefusedRequestException(
					Problem.of(ErrorCode.INVALID_ARGUMENT, "The body does not fit: " + ex.getMessage() + "."));
		}
	}

	private void bindParameter(HttpBinding binding, String name, List<String> values, Message.Builder request) {
		FieldPath path = FieldPath.find(request.getDescriptorForType(), name);
		if (path == null || binding.body().whole()) {
			throw refused(name, "is not a parameter of " + binding.method().name());
		}
		FieldDescriptor leaf = path.leaf();
		if (leaf.isMapField() || !FieldPath.isText(leaf)) {
			throw refused(name, "is a message: name one of its fields, by a dot");
		}
		if (path.fields().get(0).equals(binding.body().field())) {
			throw refused(name, "is to be set by the body");
		}
		if (binding.variables().stream().anyMatch((variable) -> variable.field().overlaps(path))) {
			throw refused(name, "is set by the path");
		}
		if (values.size() > 1 && !leaf.isRepeated()) {
			throw refused(name, "is given " + values.size() + " times, but takes one value");
		}
		set(path, name, values, request);
	}

	private void bindVariable(PathTemplate template, PathVariable variable, List<String> segments,
			Message.Builder request) {
		Variable position = variable.position();
		int more = segments.size() - template.segments().size();
		boolean multiBefore = false;
		boolean multiInside = false;
		for (int i = 0; i < position.end(); i++) {
			boolean multi = template.segments().get(i).kind() == PathTemplate.Kind.MULTI;
			multiBefore |= multi && i < position.start();
			multiInside |= multi && i >= position.start();
		}
		int start = position.start() + (multiBefore ? more : 0);
		int end = position.end() + ((multiBefore || multiInside) ? more : 0);
		String value = segments.subList(start, end)
			.stream()
			.map((segment) -> decode(segment, variable))
			.collect(Collectors.joining("/"));
		clear(variable.field(), request);
		set(variable.field(), position.fieldPath(), List.of(value), request);
	}

	/**
	 * Forget what the body says of a field, or says instead of it.
	 * @param path the way to the field
	 * @param request the request
	 */
	private static void clear(FieldPath path, Message.Builder request) {
		Message.Builder parent = path.parent(request);
		OneofDescriptor oneof = path.leaf().getRealContainingOneof();
		if (oneof != null) {
			parent.clearOneof(oneof);
		}
		parent.clearField(path.leaf());
	}

	private static String decode(String segment, PathVariable variable) {
		Variable position = variable.position();
		try {
			String decoded = PercentDecoding.decode(segment);
			if (decoded.equals(".") || decoded.equals("..")) {
				throw refused(position.fieldPath(), "is a path with a step that is '" + decoded + "'");
			}
			return position.multi() ? PercentDecoding.decodeKeepingSlashes(segment) : decoded;
		}
		catch (IllegalArgumentException ex) {
			throw refused(position.fieldPath(), "is not well-formed: " + ex.getMessage());
		}
	}

	private void set(FieldPath path, String name, List<String> values, Message.Builder request) {
		FieldDescriptor leaf = path.leaf();
		Message.Builder parent = path.parent(request);
		try {
			if (leaf.getJavaType() == JavaType.STRING && !leaf.isRepeated() && leaf.getContainingOneof() == null) {
				parent.setField(leaf, values.get(0));
				return;
			}
			this.json.mergeTexts(values, leaf, parent);
		}
		catch (InvalidProtocolBufferException | IllegalArgumentException ex) {
			throw refused(name, "has a value that does not fit: " + ex.getMessage());
		}
	}

	private static RefusedRequestException refused(String name, String detail) {
		return new RefusedRequestException(Problem.inParameter(name, detail));
	}

}
