// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.limit;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.server.PathContainer;
import org.springframework.util.unit.DataSize;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The largest body by path.
 */
class BodySizes {

	private final long size;

	private final List<Map.Entry<PathPattern, Long>> paths;

	BodySizes(DataSize size, Map<String, DataSize> paths) {
		this.size = size.toBytes();
		this.paths = paths.entrySet()
			.stream()
			.map((entry) -> Map.entry(PathPatternParser.defaultInstance.parse(entry.getKey()),
					entry.getValue().toBytes()))
			.sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
			.toList();
	}

	long largest(HttpServletRequest request) {
		if (this.paths.isEmpty()) {
			return this.size;
		}
		String info = request.getPathInfo();
		PathContainer path = PathContainer
			.parsePath((info != null) ? request.getServletPath() + info : request.getServletPath());
		for (Map.Entry<PathPattern, Long> entry : this.paths) {
			if (entry.getKey().matches(path)) {
				return entry.getValue();
			}
		}
		return this.size;
	}

}
