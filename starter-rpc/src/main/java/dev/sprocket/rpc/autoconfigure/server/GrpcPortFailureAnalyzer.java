// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which address the gRPC server cannot listen on, and why.
 */
final class GrpcPortFailureAnalyzer extends AbstractFailureAnalyzer<IOException> {

	private static final String BEGIN = "Failed to bind to address ";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IOException cause) {
		String message = cause.getMessage();
		if (message == null || !message.startsWith(BEGIN)) {
			return null;
		}
		String address = message.substring(BEGIN.length());
		Throwable reason = (cause.getCause() != null) ? cause.getCause() : cause;
		return new FailureAnalysis(
				"The gRPC server cannot listen on %s: %s".formatted(address.replaceFirst("^.*/", ""),
						reason.getMessage()),
				"End the process that listens there, or set spring.grpc.server.port to another port; 0 takes a free one.",
				rootFailure);
	}

}
