// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;

import com.google.protobuf.Descriptors.FieldDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * How one method is reached at one path: a rule in the form that requests need.
 *
 * @param method the method to call
 * @param httpMethod the HTTP method, or {@code *} for any
 * @param text the path as the rule has it
 * @param template the path
 * @param variables the fields that the path sets
 * @param body what the body sets
 * @param responseField the field to answer with, or {@code null} for the whole response
 */
record HttpBinding(RpcMethod method, String httpMethod, String text, PathTemplate template,
		List<PathVariable> variables, Body body, @Nullable FieldDescriptor responseField) {

	/**
	 * Return the binding that every method has: the path of gRPC itself.
	 * @param method the method
	 * @return the binding
	 */
	static HttpBinding ofMethod(RpcMethod method) {
		return new HttpBinding(method, "POST", method.path(), PathTemplateParser.parse(method.path()), List.of(),
				Body.WHOLE, null);
	}

	/**
	 * A field that takes its value from the path.
	 *
	 * @param field the way to the field
	 * @param position where its value stands
	 */
	record PathVariable(FieldPath field, PathTemplate.Variable position) {
	}

	/**
	 * What the body of a request sets.
	 *
	 * @param whole whether it is the request message
	 * @param field the field that it sets otherwise, or {@code null} if there is no body
	 */
	record Body(boolean whole, @Nullable FieldDescriptor field) {

		static final Body WHOLE = new Body(true, null);

		static final Body NONE = new Body(false, null);

		static Body of(FieldDescriptor field) {
			return new Body(false, field);
		}

	}

}
