// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The rules of CloudEvents 1.0 that concern every mode: its section 3, "Context
 * Attributes".
 */
final class CloudEvents {

	static final String SPEC_VERSION = "specversion";

	static final String ID = "id";

	static final String SOURCE = "source";

	static final String TYPE = "type";

	static final String SUBJECT = "subject";

	static final String TIME = "time";

	static final String DATA_SCHEMA = "dataschema";

	static final String DATA_CONTENT_TYPE = "datacontenttype";

	/** Of the extension "Partitioning". */
	static final String PARTITION_KEY = "partitionkey";

	static final String VERSION = "1.0";

	private static final String MEDIA_TYPE = "application/cloudevents";

	private static final List<String> REQUIRED = List.of(SPEC_VERSION, ID, SOURCE, TYPE);

	private CloudEvents() {
	}

	static boolean isEnvelope(@Nullable String contentType) {
		return contentType != null && contentType.regionMatches(true, 0, MEDIA_TYPE, 0, MEDIA_TYPE.length());
	}

	/**
	 * Return what is wrong with the attributes of an event.
	 * @param attributes names to values
	 * @return what is wrong, or {@code null} if nothing is
	 */
	static @Nullable String problem(Map<String, String> attributes) {
		for (String name : REQUIRED) {
			String value = attributes.get(name);
			if (value == null || value.isEmpty()) {
				return "attribute '" + name + "' is " + ((value != null) ? "empty" : "missing");
			}
		}
		if (!VERSION.equals(attributes.get(SPEC_VERSION))) {
			return "attribute 'specversion' is '" + attributes.get(SPEC_VERSION) + "', not " + VERSION;
		}
		String time = attributes.get(TIME);
		return (time == null || isTimestamp(time)) ? null
				: "attribute 'time' is '" + time + "', no timestamp of RFC 3339";
	}

	private static boolean isTimestamp(String text) {
		try {
			OffsetDateTime.parse(text);
			return true;
		}
		catch (DateTimeException ex) {
			return false;
		}
	}

	static boolean isName(String name) {
		return !name.isEmpty() && name.chars().allMatch((c) -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
	}

}
