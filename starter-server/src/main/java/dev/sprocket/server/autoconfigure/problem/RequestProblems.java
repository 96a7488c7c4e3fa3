// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.lang.reflect.Type;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Problems with a request that its sender can mend: what is wrong where, in words about
 * the JSON, never about our types.
 */
class RequestProblems {

	private static final String INVALID = "INVALID_ARGUMENT";

	private final JsonPointers pointers;

	RequestProblems(JsonPointers pointers) {
		this.pointers = pointers;
	}

	Problem invalid(MethodArgumentNotValidException ex) {
		List<FieldProblem> errors = ex.getBindingResult()
			.getAllErrors()
			.stream()
			.map((error) -> field(ex.getParameter(), "", error))
			.toList();
		return Problem.of(HttpStatus.BAD_REQUEST.value(), INVALID, summary(errors)).withErrors(errors);
	}

	Problem invalid(HandlerMethodValidationException ex) {
		if (ex.isForReturnValue()) {
			return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR.value());
		}
		List<FieldProblem> errors = new ArrayList<>();
		for (ParameterValidationResult result : ex.getParameterValidationResults()) {
			if (result instanceof ParameterErrors parameterErrors) {
				String prefix = prefix(parameterErrors);
				parameterErrors.getAllErrors()
					.forEach((error) -> errors.add(field(result.getMethodParameter(), prefix, error)));
			}
			else {
				result.getResolvableErrors().forEach((error) -> errors.add(parameter(result, error)));
			}
		}
		return Problem.of(HttpStatus.BAD_REQUEST.value(), INVALID, summary(errors)).withErrors(errors);
	}

	Problem unreadable(HttpMessageNotReadableException ex) {
		JacksonException json = findCause(ex, JacksonException.class);
		if (json instanceof DatabindException && !json.getPath().isEmpty()) {
			FieldProblem error = FieldProblem.inBody(this.pointers.of(json.getPath()), mismatch(json));
			return Problem.of(HttpStatus.BAD_REQUEST.value(), INVALID, summary(List.of(error)))
				.withErrors(List.of(error));
		}
		return Problem.of(HttpStatus.BAD_REQUEST.value(), "MALFORMED_BODY", malformed(json));
	}

	/**
	 * Return the problem if the body could not be read from the connection.
	 * @param error what was thrown
	 * @return the problem, or {@code null} if the connection is not to blame
	 */
	@Nullable Problem broken(Throwable error) {
		InvalidParameterException invalid = findCause(error, InvalidParameterException.class);
		if (invalid != null) {
			return Problem.of(invalid.getErrorCode());
		}
		ClientAbortException aborted = findCause(error, ClientAbortException.class);
		if (aborted != null && findCause(aborted, SocketTimeoutException.class) != null) {
			return Problem.of(HttpStatus.REQUEST_TIMEOUT.value());
		}
		return null;
	}

	static <T extends Throwable> @Nullable T findCause(@Nullable Throwable error, Class<T> type) {
		Throwable candidate = error;
		for (int depth = 0; candidate != null && depth < 20; depth++) {
			if (type.isInstance(candidate)) {
				return type.cast(candidate);
			}
			candidate = candidate.getCause();
		}
		return null;
	}

	private static String malformed(@Nullable JacksonException json) {
		if (json instanceof StreamReadException && json.getLocation() != null) {
			TokenStreamLocation location = json.getLocation();
			return "The body is not valid JSON: line " + location.getLineNr() + ", column " + location.getColumnNr()
					+ ".";
		}
		if (json instanceof MismatchedInputException mismatched) {
			return "The body is empty or has another shape: expected " + expected(mismatched.getTargetType()) + ".";
		}
		return "The body is missing or cannot be read.";
	}

	private static String mismatch(JacksonException json) {
		if (json instanceof UnrecognizedPropertyException) {
			return "is not known";
		}
		if (json instanceof MismatchedInputException mismatched) {
			return "must be " + expected(mismatched.getTargetType());
		}
		return "has a value that is not accepted";
	}

	private static String expected(@Nullable Class<?> type) {
		if (type == null) {
			return "of another type";
		}
		if (type.isEnum()) {
			return Arrays.stream(type.getEnumConstants())
				.map((constant) -> ((Enum<?>) constant).name())
				.collect(Collectors.joining(", ", "one of ", ""));
		}
		if (type == boolean.class || type == Boolean.class) {
			return "true or false";
		}
		if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
			return "a number in range";
		}
		if (CharSequence.class.isAssignableFrom(type)) {
			return "a string";
		}
		if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
			return "an array";
		}
		return type.getName().startsWith("java.time.") ? "a date or time in ISO 8601" : "an object that fits";
	}

	private FieldProblem field(MethodParameter parameter, String prefix, ObjectError error) {
		String path = (error instanceof FieldError field) ? field.getField() : "";
		String detail = message(error);
		if (!parameter.hasParameterAnnotation(RequestBody.class)) {
			return FieldProblem.inParameter(path.isEmpty() ? name(parameter) : path, detail);
		}
		Type type = parameter.getGenericParameterType();
		JavaType root = this.pointers.type(type);
		return FieldProblem.inBody(this.pointers.of(root, prefix + path), detail);
	}

	private static String prefix(ParameterErrors errors) {
		Object key = (errors.getContainerIndex() != null) ? errors.getContainerIndex() : errors.getContainerKey();
		return (key != null) ? "[" + key + "]." : "";
	}

	private static FieldProblem parameter(ParameterValidationResult result, MessageSourceResolvable error) {
		if (result.getMethodParameter().hasParameterAnnotation(RequestBody.class)) {
			Object index = result.getContainerIndex();
			return FieldProblem.inBody((index != null) ? "/" + index : "", message(error));
		}
		return FieldProblem.inParameter(name(result.getMethodParameter()), message(error));
	}

	private static String name(MethodParameter parameter) {
		return Objects.requireNonNullElse(parameter.getParameterName(), "arg" + parameter.getParameterIndex());
	}

	private static String message(MessageSourceResolvable error) {
		if (error instanceof FieldError field && field.isBindingFailure()) {
			return "has a value of the wrong type";
		}
		return Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid");
	}

	private static String summary(List<FieldProblem> errors) {
		if (errors.size() == 1) {
			FieldProblem only = errors.get(0);
			return "'" + only.name() + "' " + only.detail() + ".";
		}
		return errors.size() + " parts of the request are not valid.";
	}

}
