// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

/**
 * The application is a WebFlux application, which the starters cannot serve or guard.
 */
class WebFluxNotSupportedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	WebFluxNotSupportedException() {
		super("Sprocket's starters serve Spring MVC, and this is a WebFlux application");
	}

}
