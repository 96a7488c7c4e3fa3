// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Lets a person at the same machine in while developing. A loopback address alone is no
 * identity: sidecars, port forwards and web pages in the developer's browser come from
 * there too, so that the host must be loopback and nothing may hint at a proxy or a page.
 */
class DevelopmentAccess {

	private static final String FORWARDED_BY_CONTAINER = "org.apache.tomcat.request.forwarded";

	private static final Set<String> FOREIGN_HEADERS = Set.of("origin", "forwarded", "x-real-ip", "via");

	private final boolean enabled;

	DevelopmentAccess(boolean enabled) {
		this.enabled = enabled;
	}

	boolean permits(HttpServletRequest request) {
		if (!this.enabled) {
			return false;
		}
		HttpServletRequest original = unwrap(request);
		return isLoopback(original.getRemoteAddr()) && isLoopbackHost(original.getHeader("Host"))
				&& original.getAttribute(FORWARDED_BY_CONTAINER) == null && !hasForeignHeader(original);
	}

	private static HttpServletRequest unwrap(HttpServletRequest request) {
		ServletRequest candidate = request;
		while (candidate instanceof ServletRequestWrapper wrapper) {
			candidate = wrapper.getRequest();
		}
		return (candidate instanceof HttpServletRequest original) ? original : request;
	}

	private static boolean hasForeignHeader(HttpServletRequest request) {
		return Collections.list(request.getHeaderNames())
			.stream()
			.map((name) -> name.toLowerCase(Locale.ROOT))
			.anyMatch((name) -> FOREIGN_HEADERS.contains(name) || name.startsWith("x-forwarded-"));
	}

	private static boolean isLoopbackHost(@Nullable String host) {
		if (host == null) {
			return false;
		}
		String name = withoutPort(host.trim().toLowerCase(Locale.ROOT));
		return name.equals("localhost") || (name.matches("[0-9.]+|\\[[0-9a-f:]+]") && isLoopback(name));
	}

	private static String withoutPort(String host) {
		int colon = host.lastIndexOf(':');
		return (colon > host.lastIndexOf(']')) ? host.substring(0, colon) : host;
	}

	private static boolean isLoopback(String literal) {
		try {
			return InetAddress.getByName(literal).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
