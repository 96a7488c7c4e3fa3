// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Names the property behind a port that is taken: with two ports in a process it is not
 * obvious which of them it is.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class PortTakenFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

	private final Environment environment;

	PortTakenFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
		int port = cause.getPort();
		String property = property(port);
		return new FailureAnalysis("Port " + port + " (" + property + ") is already in use.",
				"Stop the process that listens on port " + port + ", or set " + property + " to a free port.", cause);
	}

	private String property(int port) {
		boolean management = Integer.valueOf(port)
			.equals(this.environment.getProperty("management.server.port", Integer.class));
		return management ? "management.server.port" : "server.port";
	}

}
