// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.error;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What every problem (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>) of
 * this framework says where nothing more may be said than a status, and the order of its
 * members.
 */
public final class StandardProblem {

	/** The type of a problem whose status says it all. */
	public static final String TYPE = "about:blank";

	/** The sentence for an error of which a caller may know nothing. */
	public static final String UNEXPECTED = "An unexpected error occurred. It is logged under the request id.";

	private static final int FIRST_SERVER_ERROR = 500;

	private StandardProblem() {
	}

	/**
	 * Return the sentence for a status.
	 * @param status a status between 400 and 599
	 * @return a sentence for a person
	 */
	public static String detail(int status) {
		return switch (status) {
			case 400 -> "The request is malformed.";
			case 401 -> "The request needs authentication.";
			case 403 -> "The caller may not do this.";
			case 404 -> "Nothing is here.";
			case 405 -> "The method is not supported here.";
			case 406 -> "No answer is available in a form that the Accept header asks for.";
			case 408 -> "The request took too long to arrive.";
			case 413 -> "The request body is too large.";
			case 414 -> "The request target is too long.";
			case 415 -> "The content type is not supported here.";
			case 431 -> "The request headers are too large.";
			case 499 -> "The call was cancelled.";
			case 501 -> "This is not offered here.";
			case 503 -> "The service cannot answer now; try again later.";
			case 504 -> "The answer was not ready in time.";
			default -> (status >= FIRST_SERVER_ERROR) ? UNEXPECTED : "The request was refused.";
		};
	}

	/**
	 * Return the sentence for a code, which tells more than its HTTP status.
	 * @param code the code
	 * @return a sentence for a person
	 */
	public static String detail(ErrorCode code) {
		return switch (code) {
			case INVALID_ARGUMENT, OUT_OF_RANGE -> "The request is not valid.";
			case ALREADY_EXISTS -> "This exists already.";
			case RESOURCE_EXHAUSTED -> "A quota is used up; try again later.";
			case FAILED_PRECONDITION, ABORTED -> "The request does not fit the state that things are in.";
			default -> detail(code.httpStatus());
		};
	}

	/**
	 * Return the title of a status.
	 * @param status the status
	 * @param reasonPhrase its reason phrase, or {@code null} if it has none
	 * @return the title
	 */
	public static String title(int status, @Nullable String reasonPhrase) {
		if (reasonPhrase != null) {
			return reasonPhrase;
		}
		return (status == ErrorCode.CANCELLED.httpStatus()) ? "Client Closed Request" : "Status " + status;
	}

	/**
	 * Return the members of a problem in the order in which all of ours have them;
	 * further ones may be added.
	 * @param title the title
	 * @param status the status
	 * @param detail a sentence for a person
	 * @param instance the path of the request
	 * @param code a constant that a program can compare
	 * @param requestId the request id, or {@code null} if there is none
	 * @return a map that can be changed
	 */
	public static Map<String, Object> members(String title, int status, String detail, String instance, String code,
			@Nullable String requestId) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("type", TYPE);
		members.put("title", title);
		members.put("status", status);
		members.put("detail", detail);
		members.put("instance", instance);
		members.put("code", code);
		if (requestId != null) {
			members.put("requestId", requestId);
		}
		return members;
	}

}
