// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;

/**
 * Which paths belong to the management endpoints, and which of them are open. Paths are
 * compared as the container decoded and normalised them. On a port of its own everything
 * is guarded, whatever it is.
 */
class GuardedPaths {

	private static final Set<String> PROBES = Set.of("liveness", "readiness", "startup");

	private final PathMappedEndpoints endpoints;

	private final DispatcherServletPath servletPath;

	private final boolean ownPort;

	GuardedPaths(PathMappedEndpoints endpoints, DispatcherServletPath servletPath, boolean ownPort) {
		this.endpoints = endpoints;
		this.servletPath = servletPath;
		this.ownPort = ownPort;
	}

	boolean isManagement(HttpServletRequest request) {
		return isManagement(path(request));
	}

	boolean needToken(HttpServletRequest request) {
		String path = path(request);
		return isManagement(path) && !open().contains(path);
	}

	private static String path(HttpServletRequest request) {
		String info = request.getPathInfo();
		return (info != null) ? request.getServletPath() + info : request.getServletPath();
	}

	private boolean isManagement(String path) {
		if (this.ownPort) {
			return true;
		}
		String base = this.endpoints.getBasePath();
		if (!base.isEmpty() && !base.equals("/")) {
			return isBelow(path, base);
		}
		return this.endpoints.getAllPaths().stream().anyMatch((endpoint) -> isBelow(path, endpoint));
	}

	private boolean isBelow(String path, String parent) {
		String lower = path.toLowerCase(Locale.ROOT);
		String prefix = this.servletPath.getRelativePath(parent).toLowerCase(Locale.ROOT);
		return lower.equals(prefix) || lower.startsWith(prefix + "/");
	}

	private Set<String> open() {
		Set<String> open = new HashSet<>();
		String health = this.endpoints.getPath(EndpointId.of("health"));
		if (health != null) {
			open.add(this.servletPath.getRelativePath(health));
			PROBES.forEach((probe) -> open.add(this.servletPath.getRelativePath(health) + "/" + probe));
		}
		String prometheus = this.endpoints.getPath(EndpointId.of("prometheus"));
		if (prometheus != null) {
			open.add(this.servletPath.getRelativePath(prometheus));
		}
		return open;
	}

}
