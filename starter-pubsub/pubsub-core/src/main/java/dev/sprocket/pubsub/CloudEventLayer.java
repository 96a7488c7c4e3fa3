// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.Map;

import dev.sprocket.pubsub.content.CloudEventAttributes;
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
			HeaderRules.checkText("of any name", CloudEventHeaders.NAME + "type", "value", policy.type());
		}
	}

	Content outgoing(Content content) {
		CloudEventPolicy own = this.byTopic.getOrDefault(content.topic(), this.policy);
		if (own.mode() == CloudEventMode.NONE || CloudEventDocument.isEnvelope(content.contentType())) {
			return content;
		}
		Map<String, String> attributes = own.attributes(content.topic(), content.key(), content.headers());
		check(content.topic(), attributes);
		if (own.mode() == CloudEventMode.BINARY) {
			return content.with(CloudEventHeaders.withAttributes(content.headers(), attributes), content.body());
		}
		Map<String, String> headers = CloudEventHeaders.withoutAttributes(content.headers());
		headers.put(ReservedHeaders.CONTENT_TYPE, CloudEventDocument.CONTENT_TYPE);
		return content.with(headers, new CloudEventDocument(attributes, content.contentType(), content.body()).write());
	}

	private static void check(String topic, Map<String, String> attributes) {
		for (String name : attributes.keySet()) {
			if (!CloudEventAttributes.isName(name)) {
				throw new PubSubException(ErrorKind.INVALID, "Topic " + topic + ": header '" + CloudEventHeaders.NAME
						+ name
						+ "' names no attribute that a message can set: a name is of the characters a-z and 0-9, and "
						+ "OutgoingMessage.contentType sets datacontenttype", null);
			}
		}
		String problem = CloudEventAttributes.problem(attributes);
		if (problem != null) {
			throw new PubSubException(ErrorKind.INVALID, "Topic " + topic + ": this is no CloudEvent: " + problem,
					null);
		}
	}

	Content incoming(Content content) {
		String contentType = content.contentType();
		if (contentType != null && CloudEventDocument.isEnvelope(contentType)) {
			return structured(content, contentType);
		}
		String prefix = CloudEventHeaders.prefix(content.headers());
		if (prefix == null) {
			return content;
		}
		Map<String, String> headers = prefix.equals(CloudEventHeaders.NAME) ? content.headers()
				: CloudEventHeaders.renamed(content.headers(), prefix);
		String problem = CloudEventAttributes.problem(CloudEventAttributes.among(headers));
		if (problem != null) {
			throw new UndecodableException("Not a CloudEvent: " + problem, null);
		}
		return content.with(headers, content.body());
	}

	private static Content structured(Content content, String contentType) {
		if (!CloudEventDocument.isDocument(contentType)) {
			throw new UndecodableException("A CloudEvent as '" + contentType + "' is not read, only as "
					+ CloudEventDocument.CONTENT_TYPE + " or in binary mode", null);
		}
		CloudEventDocument event = read(content.body());
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

}
