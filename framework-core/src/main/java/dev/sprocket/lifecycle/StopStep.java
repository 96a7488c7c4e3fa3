// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.util.Locale;

/**
 * The steps of the stop in their order. What follows them is Spring's own close.
 */
enum StopStep {

	REFUSE, DEREGISTER, PROPAGATE, STOP_INTAKE, DRAIN, HOOKS, FLUSH, TELEMETRY;

	/**
	 * Return the name that logs and the endpoint show.
	 * @return lower case, words joined by {@code -}
	 */
	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
