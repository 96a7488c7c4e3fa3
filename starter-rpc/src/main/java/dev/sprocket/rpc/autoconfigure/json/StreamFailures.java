// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.context.RequestContext;
import dev.sprocket.error.ErrorReporters;

/**
 * Logs and reports that a message of this service has no JSON form, such as an
 * {@code Any} of a type that is not known here.
 *
 * @param method the method whose message it is
 * @param reporters who is told
 */
record StreamFailures(RpcMethod method, ErrorReporters reporters) {

	private static final Logger logger = LoggerFactory.getLogger(StreamFailures.class);

	void report(Exception failure, @Nullable RequestContext context) {
		if (context == null) {
			report(failure, Map.of());
			return;
		}
		RequestContext.Scope scope = context.open();
		try {
			report(failure, Map.of("requestId", context.requestId()));
		}
		finally {
			scope.close();
		}
	}

	private void report(Exception failure, Map<String, String> facts) {
		logger.error("A message of {} cannot be written as JSON", this.method.grpc().getFullMethodName(), failure);
		this.reporters.report(failure, facts);
	}

}
