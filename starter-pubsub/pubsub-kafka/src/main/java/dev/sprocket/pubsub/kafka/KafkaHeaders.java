// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a record as text, read when they are asked for: by the thread of the
 * handler, not by the one that fetches for all. Of a header that a foreign producer wrote
 * twice the last counts.
 */
final class KafkaHeaders extends AbstractMap<String, String> {

	private final Headers headers;

	private volatile @Nullable Map<String, String> text;

	KafkaHeaders(Headers headers) {
		this.headers = headers;
	}

	private Map<String, String> text() {
		Map<String, String> text = this.text;
		if (text == null) {
			text = text(this.headers.toArray());
			this.text = text;
		}
		return text;
	}

	private static Map<String, String> text(Header[] headers) {
		if (headers.length == 0) {
			return Map.of();
		}
		Map<String, String> text = new LinkedHashMap<>();
		for (Header header : headers) {
			String value = KafkaRecords.text(header.value());
			text.put(header.key(), (value != null) ? value : "");
		}
		return Collections.unmodifiableMap(text);
	}

	@Override
	public Set<Entry<String, String>> entrySet() {
		return text().entrySet();
	}

	@Override
	public @Nullable String get(Object name) {
		return text().get(name);
	}

	@Override
	public boolean containsKey(Object name) {
		return text().containsKey(name);
	}

}
