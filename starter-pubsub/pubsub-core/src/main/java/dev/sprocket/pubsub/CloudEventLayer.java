// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.content.CloudEventDocument;
import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Writes messages as CloudEvents where the policy of their topic says so, and reads every
 * CloudEvent. After reading, the attributes are headers in either mode.
 */
final class CloudEventLayer {

	private final CloudEventPolicy policy;

	private final Map<String, CloudEventPolicy> byTopic;

	CloudEventLayer(CloudEventPolicy policy, Map<String, CloudEventPolicy> byTopic) {
		this.policy = policy;
		this.byTopic = Map.copyOf(byTopic);
		check(policy);
		byTopic.values().forEach(CloudEventLayer::check);
	}

	private static void check(CloudEventPolicy policy) {
		if (policy.type() != null) {
			HeaderRules.checkText("of any name", CloudEventHeaders.NAME + CloudEvents.TYPE, "value", policy.type());
		}
	}

	Content outgoing(Content content) {
		CloudEventPolicy own = this.byTopic.getOrDefault(content.topic(), this.policy);
		if (own.mode() == CloudEventMode.NONE || CloudEvents.isEnvelope(content.contentType())) {
			return content;
		}
		Map<String, String> attributes = attributes(content, own);
		if (own.mode() == CloudEventMode.BINARY) {
			return content.with(CloudEventHeaders.withAttributes(content.headers(), attributes), content.body());
		}
		Map<String, String> headers = CloudEventHeaders.withoutAttributes(content.headers());
		headers.put(ReservedHeaders.CONTENT_TYPE, CloudEventDocument.CONTENT_TYPE);
		return content.with(headers, new CloudEventDocument(attributes, content.contentType(), content.body()).write());
	}

	private static Map<String, String> attributes(Content content, CloudEventPolicy own) {
		Map<String, String> headers = content.headers();
		Map<String, String> attributes = new LinkedHashMap<>();
		attributes.put(CloudEvents.SPEC_VERSION, CloudEvents.VERSION);
		put(attributes, CloudEvents.ID, headers.get(ReservedHeaders.ID));
		attributes.put(CloudEvents.SOURCE, own.source());
		attributes.put(CloudEvents.TYPE, (own.type() != null) ? own.type() : content.topic());
		put(attributes, CloudEvents.TIME, headers.get(ReservedHeaders.PUBLISHED_AT));
		put(attributes, CloudEvents.PARTITION_KEY, content.key());
		put(attributes, HeaderRules.TRACEPARENT, headers.get(HeaderRules.TRACEPARENT));
		put(attributes, HeaderRules.TRACESTATE, headers.get(HeaderRules.TRACESTATE));
		attributes.putAll(CloudEventHeaders.attributes(headers));
		check(content.topic(), attributes);
		return attributes;
	}

	// An attribute that is there is not empty.

	private static void put(Map<String, String> attributes, String name, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			attributes.put(name, value);
		}
	}

	private static void check(String topic, Map<String, String> attributes) {
		for (String name : attributes.keySet()) {
			if (!CloudEvents.isName(name) || name.equals(CloudEvents.DATA_CONTENT_TYPE) || name.equals("data")) {
				throw new PubSubException(ErrorKind.INVALID, "Topic " + topic + ": header '" + CloudEventHeaders.NAME
						+ name
						+ "' names no attribute that a message can set: a name is of the characters a-z and 0-9, and "
						+ "OutgoingMessage.contentType sets datacontenttype", null);
			}
		}
		String problem = CloudEvents.problem(attributes);
		if (problem != null) {
			throw new PubSubException(ErrorKind.INVALID, "Topic " + topic + ": this is no CloudEvent: " + problem,
					null);
		}
	}

	Content incoming(Content content) {
		String contentType = content.contentType();
		if (contentType != null && CloudEvents.isEnvelope(contentType)) {
			return structured(content, contentType);
		}
		String prefix = CloudEventHeaders.prefix(content.headers());
		if (prefix == null) {
			return content;
		}
		Map<String, String> headers = prefix.equals(CloudEventHeaders.NAME) ? content.headers()
				: CloudEventHeaders.renamed(content.headers(), prefix);
		requireEvent(CloudEventHeaders.attributes(headers));
		return content.with(headers, content.body());
	}

	private static Content structured(Content content, String contentType) {
		if (!CloudEventDocument.is(contentType)) {
			throw new UndecodableException("A CloudEvent as '" + contentType + "' is not read, only as "
					+ CloudEventDocument.CONTENT_TYPE + " or in binary mode", null);
		}
		CloudEventDocument event = read(content.body());
		requireEvent(event.attributes());
		Map<String, String> headers = CloudEventHeaders.withAttributes(content.headers(), event.attributes());
		if (event.dataContentType() != null) {
			headers.put(ReservedHeaders.CONTENT_TYPE, event.dataContentType());
		}
		else {
			headers.remove(ReservedHeaders.CONTENT_TYPE);
		}
		return content.with(headers, event.data());
	}

	private static CloudEventDocument read(byte[] document) {
		try {
			return CloudEventDocument.read(document);
		}
		catch (IllegalArgumentException ex) {
			throw new UndecodableException(String.valueOf(ex.getMessage()), ex);
		}
	}

	private static void requireEvent(Map<String, String> attributes) {
		String problem = CloudEvents.problem(attributes);
		if (problem != null) {
			throw new UndecodableException("Not a CloudEvent: " + problem, null);
		}
	}

}
