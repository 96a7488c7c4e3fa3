// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.content.CloudEventDocument;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.spi.PercentText;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Messages as HTTP requests, by the CloudEvents HTTP binding 1.0.2, and back. One that is
 * a document already, or whose headers are too much for those of a request, goes in
 * structured mode whatever was asked for.
 */
final class CloudEvents {

	/** Servers take 8 KiB of headers, of which others take some. */
	private static final int MAX_HEADER_BYTES = 4 * 1024;

	private static final String PREFIX = "ce-";

	private CloudEvents() {
	}

	/**
	 * Write a message.
	 * @param event the message
	 * @param policy what its attributes are if it is no event yet
	 * @param topic its topic
	 * @param format how it lies in the request, if there is a choice
	 * @return the request
	 */
	static HttpMessage write(Event event, CloudEventPolicy policy, String topic, EventFormat format) {
		byte[] document = document(event);
		if (document != null) {
			return structured(document);
		}
		Map<String, String> attributes = Attributes.of(event, policy, topic);
		if (format == EventFormat.STRUCTURED) {
			return structured(document(attributes, event).write());
		}
		Map<String, String> headers = new LinkedHashMap<>();
		String contentType = event.headers().get(ReservedHeaders.CONTENT_TYPE);
		boolean fits = contentType == null || (!CloudEventDocument.isEnvelope(contentType)
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

	// A document that cannot be read is no event, but what a message holds.

	private static byte @Nullable [] document(Event event) {
		if (!CloudEventDocument.isDocument(event.headers().get(ReservedHeaders.CONTENT_TYPE))) {
			return null;
		}
		try {
			Map<String, String> attributes = CloudEventDocument.read(event.body()).attributes();
			return CloudEventDocument.extended(event.body(), Attributes.besides(attributes, event));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
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
		if (CloudEventDocument.isDocument(contentType)) {
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
