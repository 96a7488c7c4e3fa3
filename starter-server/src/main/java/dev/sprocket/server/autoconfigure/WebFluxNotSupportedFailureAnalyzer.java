// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to change when a WebFlux application uses starter-server.
 */
class WebFluxNotSupportedFailureAnalyzer extends AbstractFailureAnalyzer<WebFluxNotSupportedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WebFluxNotSupportedException cause) {
		return new FailureAnalysis(
				"sprocket-starter-server serves Spring MVC on Tomcat, and this is a WebFlux application.",
				"Remove spring.main.web-application-type=reactive (and spring-boot-starter-webflux, unless only its"
						+ " WebClient is used) to become a Spring MVC application, or remove sprocket-starter-server.",
				cause);
	}

}
