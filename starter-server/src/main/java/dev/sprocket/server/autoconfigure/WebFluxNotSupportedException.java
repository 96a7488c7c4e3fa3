// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure;

/**
 * The application is a WebFlux application, which starter-server cannot serve.
 */
class WebFluxNotSupportedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	WebFluxNotSupportedException() {
		super("sprocket-starter-server serves Spring MVC, and this is a WebFlux application");
	}

}
