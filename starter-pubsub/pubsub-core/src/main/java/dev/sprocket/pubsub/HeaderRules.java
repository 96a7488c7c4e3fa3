// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.Map;

import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Which headers a user may send, and which a handler sees.
 */
final class HeaderRules {

	static final String TRACEPARENT = "traceparent";

	static final String TRACESTATE = "tracestate";

	static final String BAGGAGE = "baggage";

	private HeaderRules() {
	}

	static boolean isReserved(String name) {
		return name.startsWith(ReservedHeaders.PREFIX) || name.equals(ReservedHeaders.CONTENT_TYPE)
				|| name.equals(TRACEPARENT) || name.equals(TRACESTATE) || name.equals(BAGGAGE);
	}

	static void checkUserHeaders(String topic, Map<String, String> headers) {
		for (Map.Entry<String, String> header : headers.entrySet()) {
			String name = header.getKey();
			if (name == null || name.isEmpty()) {
				throw invalid(topic, "", "its name is empty");
			}
			if (header.getValue() == null) {
				throw invalid(topic, name, "its value is null");
			}
			if (name.startsWith(ReservedHeaders.PREFIX)) {
				throw invalid(topic, name, "names that begin with '" + ReservedHeaders.PREFIX + "' are reserved");
			}
			if (name.equals(ReservedHeaders.CONTENT_TYPE)) {
				throw invalid(topic, name, "set it with OutgoingMessage.contentType");
			}
			checkText(topic, name, "name", name);
			checkText(topic, name, "value", header.getValue());
		}
	}

	static void checkText(String topic, String name, String part, String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < ' ' || c == 0x7f) {
				throw invalid(topic, name, "its " + part + " holds the control character U+" + hex(c) + " at " + i);
			}
			if (Character.isSurrogate(c)) {
				if (!Character.isHighSurrogate(c) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(i + 1))) {
					throw invalid(topic, name, "its " + part + " holds half a surrogate pair at " + i);
				}
				i++;
			}
		}
	}

	static int utf8Length(String text) {
		int length = text.length();
		int bytes = length;
		for (int i = 0; i < length; i++) {
			char c = text.charAt(i);
			if (c >= 0x80) {
				// half of a pair counts 2, so that a pair counts its 4 bytes
				bytes += (c >= 0x800 && !Character.isSurrogate(c)) ? 2 : 1;
			}
		}
		return bytes;
	}

	static int size(Map<String, String> headers) {
		int size = 0;
		for (Map.Entry<String, String> header : headers.entrySet()) {
			boolean ours = header.getKey().startsWith(ReservedHeaders.PREFIX);
			size += ours ? header.getKey().length() + header.getValue().length()
					: utf8Length(header.getKey()) + utf8Length(header.getValue());
		}
		return size;
	}

	private static String hex(char c) {
		return String.format("%04X", (int) c);
	}

	private static PubSubException invalid(String topic, String name, String why) {
		return new PubSubException(ErrorKind.INVALID,
				"Topic " + topic + ": header '" + printable(name) + "' cannot be sent: " + why, null);
	}

	private static String printable(String name) {
		StringBuilder text = new StringBuilder();
		for (char c : name.toCharArray()) {
			text.append((c < ' ' || c == 0x7f || Character.isSurrogate(c)) ? '?' : c);
		}
		return text.toString();
	}

}
