// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.util.List;
import java.util.Locale;

import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.util.StringUtils;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.ServiceException;
import dev.sprocket.error.StandardProblem;

/**
 * Says what a caller may know about an exception. What is not known to be meant for
 * callers becomes a 500 without any of its words.
 */
class Problems {

	/**
	 * In seconds. What is down is rarely back at once, and callers should not hold it
	 * down.
	 */
	private static final String RETRY_AFTER = "5";

	private final RequestProblems requests;

	Problems(RequestProblems requests) {
		this.requests = requests;
	}

	Problem of(Throwable thrown) {
		Throwable error = unwrap(thrown);
		Problem broken = this.requests.broken(error);
		if (broken != null) {
			return broken;
		}
		if (error instanceof ServiceException service) {
			return service(service);
		}
		Problem bad = badRequest(error);
		if (bad != null) {
			return bad;
		}
		if (error instanceof ErrorResponse response) {
			return response(response);
		}
		return annotated(error);
	}

	private static Throwable unwrap(Throwable error) {
		Throwable cause = (error instanceof ServletException) ? error.getCause() : null;
		return (cause != null && !(error instanceof ErrorResponse)) ? cause : error;
	}

	private static Problem service(ServiceException error) {
		int status = error.code().httpStatus();
		String detail = StringUtils.hasText(error.detail()) ? error.detail() : StandardProblem.detail(status);
		Problem problem = Problem.of(status, error.reason(), detail);
		if (error.code() == ErrorCode.UNAVAILABLE) {
			problem = problem.withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
		}
		return error.metadata().isEmpty() ? problem : problem.with("metadata", error.metadata());
	}

	private @Nullable Problem badRequest(Throwable error) {
		if (error instanceof MethodArgumentNotValidException invalid) {
			return this.requests.invalid(invalid);
		}
		if (error instanceof HandlerMethodValidationException invalid) {
			return this.requests.invalid(invalid);
		}
		if (error instanceof HttpMessageNotReadableException unreadable) {
			return this.requests.unreadable(unreadable);
		}
		if (error instanceof MethodArgumentTypeMismatchException mismatch) {
			return mismatch(mismatch.getName());
		}
		if (error instanceof TypeMismatchException mismatch && mismatch.getPropertyName() != null) {
			return mismatch(mismatch.getPropertyName());
		}
		return null;
	}

	private static Problem mismatch(String parameter) {
		FieldProblem field = FieldProblem.inParameter(parameter, "has a value of the wrong type");
		return Problem
			.of(HttpStatus.BAD_REQUEST.value(), "INVALID_ARGUMENT", "'" + parameter + "' " + field.detail() + ".")
			.withErrors(List.of(field));
	}

	private static Problem response(ErrorResponse response) {
		int status = response.getStatusCode().value();
		if (response instanceof NoResourceFoundException || response instanceof NoHandlerFoundException) {
			return Problem.of(status);
		}
		return Problem.of(response.getBody(), response.getHeaders());
	}

	private static Problem annotated(Throwable error) {
		ResponseStatus annotation = AnnotatedElementUtils.findMergedAnnotation(error.getClass(), ResponseStatus.class);
		if (annotation == null) {
			return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR.value());
		}
		int status = annotation.code().value();
		return annotation.reason().isEmpty() ? Problem.of(status)
				: Problem.of(status, annotation.code().name().toUpperCase(Locale.ROOT), annotation.reason());
	}

}
