// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One part of a request that is wrong.
 *
 * @param kind the member that names the part: {@code pointer} for a JSON pointer (RFC
 * 6901) into the body, {@code parameter} for a parameter by its name
 * @param name the part
 * @param detail what is wrong with it
 */
record FieldProblem(String kind, String name, String detail) {

	static FieldProblem inBody(String pointer, String detail) {
		return new FieldProblem("pointer", pointer, detail);
	}

	static FieldProblem inParameter(String name, String detail) {
		return new FieldProblem("parameter", name, detail);
	}

	Map<String, String> members() {
		Map<String, String> members = new LinkedHashMap<>();
		members.put(this.kind, this.name);
		members.put("detail", this.detail);
		return members;
	}

}
