// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.List;
import java.util.StringJoiner;

import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.StatusException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.grpc.server.exception.GrpcExceptionHandler;

/**
 * Tells a caller which fields of a request are not valid, where a handler has Bean
 * Validation find out. A result of ours that is not valid is no concern of the caller's.
 */
final class InvalidRequestErrors implements GrpcExceptionHandler, Ordered {

	private final ErrorStatus status;

	InvalidRequestErrors(ErrorStatus status) {
		this.status = status;
	}

	@Override
	public @Nullable StatusException handleException(Throwable error) {
		if (!(error instanceof ConstraintViolationException invalid) || invalid.getConstraintViolations() == null
				|| invalid.getConstraintViolations().stream().anyMatch(InvalidRequestErrors::isResult)) {
			return null;
		}
		List<FieldViolation> violations = invalid.getConstraintViolations()
			.stream()
			.map((violation) -> FieldViolation.newBuilder()
				.setField(field(violation.getPropertyPath()))
				.setDescription(violation.getMessage())
				.build())
			.toList();
		return this.status.invalid(violations).asException();
	}

	private static boolean isResult(ConstraintViolation<?> violation) {
		for (Path.Node node : violation.getPropertyPath()) {
			if (node.getKind() == ElementKind.RETURN_VALUE) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return the path from the request on: a violation of a parameter begins with the
	 * method and the parameter.
	 * @param path the path of a violation
	 * @return such as {@code books[2].title}
	 */
	private static String field(Path path) {
		StringJoiner field = new StringJoiner(".");
		for (Path.Node node : path) {
			switch (node.getKind()) {
				case METHOD, CONSTRUCTOR, PARAMETER, CROSS_PARAMETER, BEAN -> {
				}
				default -> field.add(node.toString());
			}
		}
		return field.toString();
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 1;
	}

}
