// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.request;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Response headers that tell browsers what not to do.
 *
 * @param enabled whether they are written; switched on by an opinion. Where Spring
 * Security is present it writes them instead
 * @param headers further headers, or other values; an empty value takes a header away
 */
@ConfigurationProperties("sprocket.server.security-headers")
record SecurityHeadersProperties(@DefaultValue("false") boolean enabled, @DefaultValue Map<String, String> headers) {

	private static final Map<String, String> DEFAULTS = Map.of("X-Content-Type-Options", "nosniff", "X-Frame-Options",
			"DENY", "Content-Security-Policy", "frame-ancestors 'none'", "Referrer-Policy", "no-referrer");

	Map<String, String> effective() {
		Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
		this.headers.forEach((name, value) -> {
			all.keySet().removeIf(name::equalsIgnoreCase);
			if (!value.isBlank()) {
				all.put(name, value);
			}
		});
		return all;
	}

}
