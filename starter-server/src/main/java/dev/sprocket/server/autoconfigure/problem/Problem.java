// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

import dev.sprocket.error.StandardProblem;

/**
 * What a caller may know about an error.
 *
 * @param status the HTTP status
 * @param code a constant that a program can compare
 * @param detail a sentence for a person
 * @param type what kind of problem it is, a URI
 * @param title the kind in words
 * @param members further members, in order
 * @param headers headers that belong to the answer
 */
record Problem(int status, String code, String detail, String type, String title, Map<String, Object> members,
		HttpHeaders headers) {

	private static final int FIRST_SERVER_ERROR = 500;

	static Problem of(int status) {
		return of(status, code(status), StandardProblem.detail(status));
	}

	static Problem of(int status, String code, String detail) {
		return new Problem(status, code, detail, StandardProblem.TYPE, title(status), Map.of(), HttpHeaders.EMPTY);
	}

	static Problem of(ProblemDetail body, HttpHeaders headers) {
		int status = body.getStatus();
		Map<String, Object> members = (body.getProperties() != null) ? new LinkedHashMap<>(body.getProperties())
				: new LinkedHashMap<>();
		Object code = members.remove("code");
		return new Problem(status, (code != null) ? code.toString() : code(status),
				Objects.requireNonNullElseGet(body.getDetail(), () -> StandardProblem.detail(status)),
				(body.getType() != null) ? body.getType().toString() : StandardProblem.TYPE,
				Objects.requireNonNullElseGet(body.getTitle(), () -> title(status)), members, headers);
	}

	/**
	 * Return whether this is a failure of ours: it is to be logged and reported.
	 * @return {@code true} unless the caller has to change something
	 */
	boolean isFailure() {
		return this.status >= FIRST_SERVER_ERROR;
	}

	Problem withErrors(List<FieldProblem> errors) {
		return errors.isEmpty() ? this : with("errors", errors.stream().map(FieldProblem::members).toList());
	}

	Problem with(String name, Object value) {
		Map<String, Object> more = new LinkedHashMap<>(this.members);
		more.put(name, value);
		return new Problem(this.status, this.code, this.detail, this.type, this.title, more, this.headers);
	}

	Problem withHeader(String name, String value) {
		HttpHeaders more = new HttpHeaders(this.headers);
		more.set(name, value);
		return new Problem(this.status, this.code, this.detail, this.type, this.title, this.members, more);
	}

	Map<String, Object> toMembers(String instance, @Nullable String requestId) {
		Map<String, Object> all = StandardProblem.members(this.title, this.status, this.detail, instance, this.code,
				requestId);
		all.put("type", this.type);
		this.members.forEach(all::putIfAbsent);
		return all;
	}

	private static String code(int status) {
		HttpStatus known = HttpStatus.resolve(status);
		if (status == HttpStatus.INTERNAL_SERVER_ERROR.value()) {
			return "INTERNAL";
		}
		return (known != null) ? known.name() : "HTTP_" + status;
	}

	private static String title(int status) {
		HttpStatus known = HttpStatus.resolve(status);
		return StandardProblem.title(status, (known != null) ? known.getReasonPhrase() : null);
	}

}
