// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import dev.sprocket.context.RequestContext;
import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.StandardProblem;

/**
 * What a caller may know about an error, with the members of RFC 9457 and those that
 * every problem of an HTTP service has here.
 *
 * @param status the HTTP status
 * @param code a constant that a program can compare
 * @param detail a sentence for a person
 * @param errors the parts of the request that are wrong
 * @param metadata further facts for a program
 * @param headers headers that belong to the answer
 */
record Problem(int status, String code, String detail, List<Map<String, String>> errors, Map<String, String> metadata,
		Map<String, String> headers) {

	private static final Gson gson = new GsonBuilder().disableHtmlEscaping().create();

	static Problem of(ErrorCode code, String detail) {
		return of(code.httpStatus(), code.name(), detail);
	}

	static Problem of(HttpStatus status, String detail) {
		return of(status.value(), status.name(), detail);
	}

	static Problem of(int status, String code, String detail) {
		return new Problem(status, code, detail, List.of(), Map.of(), Map.of());
	}

	static Problem inParameter(String name, String detail) {
		return invalid("'" + name + "' " + detail + ".", Map.of("parameter", name, "detail", detail));
	}

	static Problem inBody(String pointer, String detail) {
		return invalid("'" + pointer + "' " + detail + ".", Map.of("pointer", pointer, "detail", detail));
	}

	private static Problem invalid(String detail, Map<String, String> error) {
		return of(ErrorCode.INVALID_ARGUMENT, detail).withErrors(List.of(error));
	}

	Problem withErrors(List<Map<String, String>> more) {
		return new Problem(this.status, this.code, this.detail, more, this.metadata, this.headers);
	}

	Problem withMetadata(Map<String, String> more) {
		return new Problem(this.status, this.code, this.detail, this.errors, more, this.headers);
	}

	Problem withHeader(String name, String value) {
		return new Problem(this.status, this.code, this.detail, this.errors, this.metadata, Map.of(name, value));
	}

	byte[] toJson(String instance, @Nullable RequestContext context) {
		return gson.toJson(members(instance, context)).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Return the JSON that ends a stream.
	 * @param instance the path of the request
	 * @param context the context of the request
	 * @return one line
	 */
	String toLine(String instance, @Nullable RequestContext context) {
		return gson.toJson(Map.of("error", members(instance, context)));
	}

	private Map<String, Object> members(String instance, @Nullable RequestContext context) {
		HttpStatus known = HttpStatus.resolve(this.status);
		String title = StandardProblem.title(this.status, (known != null) ? known.getReasonPhrase() : null);
		Map<String, Object> members = StandardProblem.members(title, this.status, this.detail, instance, this.code,
				(context != null) ? context.requestId() : null);
		if (!this.errors.isEmpty()) {
			members.put("errors", this.errors);
		}
		if (!this.metadata.isEmpty()) {
			members.put("metadata", this.metadata);
		}
		return members;
	}

}
