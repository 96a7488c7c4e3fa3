// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.sprocket.pubsub.content.CloudEventDocument;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Messages as HTTP requests, by the CloudEvents HTTP binding 1.0.2, and back. A message
 * whose headers are too much for those of a request goes in structured mode whatever was
 * asked for.
 */
final class CloudEvents {

	/** Servers take 8 KiB of headers, of which others take some. */
	private static final int MAX_HEADER_BYTES = 4 * 1024;

	private static final String PREFIX = "ce-";

	/**
	 * A request of such a type is an event; a message of such a type goes inside of one.
	 */
	private static final String EVENTS = "application/cloudevents";

	private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

	private CloudEvents() {
	}

	static HttpMessage write(Event event, String source, String topic, EventFormat format) {
		Map<String, String> attributes = Attributes.of(event, source, topic);
		if (format == EventFormat.STRUCTURED) {
			return structured(document(attributes, event).write());
		}
		Map<String, String> headers = new LinkedHashMap<>();
		String contentType = event.headers().get(ReservedHeaders.CONTENT_TYPE);
		boolean fits = contentType == null || (!contentType.regionMatches(true, 0, EVENTS, 0, EVENTS.length())
				&& contentType.equals(PercentText.encode(contentType).replace("%20", " ")));
		if (contentType != null) {
			headers.put(ReservedHeaders.CONTENT_TYPE, contentType);
		}
		int size = 0;
		for (Map.Entry<String, String> attribute : attributes.entrySet()) {
			String value = PercentText.encode(attribute.getValue());
			headers.put(PREFIX + attribute.getKey(), value);
			size += PREFIX.length() + attribute.getKey().length() + value.length();
		}
		return (fits && size <= MAX_HEADER_BYTES) ? new HttpMessage(headers, event.body())
				: structured(document(attributes, event).writeEncoded());
	}

	private static CloudEventDocument document(Map<String, String> attributes, Event event) {
		return new CloudEventDocument(attributes, event.headers().get(ReservedHeaders.CONTENT_TYPE), event.body());
	}

	private static HttpMessage structured(byte[] document) {
		return new HttpMessage(Map.of(ReservedHeaders.CONTENT_TYPE, CloudEventDocument.CONTENT_TYPE), document);
	}

	/**
	 * Read a request; one that is no CloudEvent is a message with that body.
	 * @param request the request
	 * @return the message; its id is empty if the request has none
	 * @throws UnreadableRequestException if it says that it is an event and is none
	 */
	static Event read(HttpMessage request) {
		String contentType = request.header(ReservedHeaders.CONTENT_TYPE);
		if (CloudEventDocument.is(contentType)) {
			return readStructured(request.body());
		}
		Map<String, String> attributes = new LinkedHashMap<>();
		request.headers().forEach((name, value) -> {
			if (name.startsWith(PREFIX)) {
				attributes.put(name.substring(PREFIX.length()), PercentText.decode(value));
			}
		});
		if (contentType != null) {
			attributes.put(Attributes.CONTENT_TYPE, contentType);
		}
		return Attributes.event(attributes, request.body());
	}

	private static Event readStructured(byte[] body) {
		try {
			CloudEventDocument event = CloudEventDocument.read(body);
			Map<String, String> attributes = new LinkedHashMap<>(event.attributes());
			for (String name : REQUIRED) {
				if (attributes.getOrDefault(name, "").isEmpty()) {
					throw new UnreadableRequestException("Not a CloudEvent: it has no attribute '" + name + "'");
				}
			}
			if (event.dataContentType() != null) {
				attributes.put(Attributes.CONTENT_TYPE, event.dataContentType());
			}
			return Attributes.event(attributes, event.data());
		}
		catch (IllegalArgumentException ex) {
			throw new UnreadableRequestException(String.valueOf(ex.getMessage()));
		}
	}

}
