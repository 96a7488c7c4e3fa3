// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to change when a WebFlux application uses the starters.
 */
class WebFluxNotSupportedFailureAnalyzer extends AbstractFailureAnalyzer<WebFluxNotSupportedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WebFluxNotSupportedException cause) {
		return new FailureAnalysis(
				"Sprocket's starters serve Spring MVC on Tomcat, and this is a WebFlux application, whose management"
						+ " endpoints nothing would guard.",
				"Remove spring.main.web-application-type=reactive (and spring-boot-starter-webflux, unless only its"
						+ " WebClient is used) to become a Spring MVC application, or remove sprocket-starter-server and"
						+ " sprocket-starter-management.",
				cause);
	}

}
