// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a query, and never those of a body.
 */
final class QueryString {

	private QueryString() {
	}

	static Map<String, List<String>> parse(@Nullable String query) {
		Map<String, List<String>> parameters = new LinkedHashMap<>();
		if (query == null) {
			return parameters;
		}
		for (String pair : query.split("&")) {
			if (!pair.isEmpty()) {
				int equals = pair.indexOf('=');
				String name = decode((equals < 0) ? pair : pair.substring(0, equals));
				String value = (equals < 0) ? "" : decode(pair.substring(equals + 1));
				parameters.computeIfAbsent(name, (key) -> new ArrayList<>()).add(value);
			}
		}
		return parameters;
	}

	private static String decode(String text) {
		try {
			return PercentDecoding.decode(text.replace('+', ' '));
		}
		catch (IllegalArgumentException ex) {
			throw new RefusedRequestException(Problem.inParameter(text, "is not well-formed: " + ex.getMessage()));
		}
	}

}
