// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use the management endpoints.
 *
 * @param token secret that opens the closed endpoints, sent as {@code Authorization:
 * Bearer <token>}; without one they stay closed, except from the same machine in the
 * profile {@code dev}
 * @param guard the check in front of the endpoints
 */
@ConfigurationProperties("sprocket.management")
record ManagementProperties(@Nullable String token, @DefaultValue Guard guard) {

	@Override
	public String toString() {
		return "ManagementProperties[token=" + ((this.token != null) ? "******" : "none") + ", guard=" + this.guard
				+ "]";
	}

	/**
	 * The check in front of the endpoints.
	 *
	 * @param enabled whether all endpoints but health, the probes and prometheus need the
	 * token; switched on by an opinion
	 */
	record Guard(@DefaultValue("false") boolean enabled) {

	}

}
