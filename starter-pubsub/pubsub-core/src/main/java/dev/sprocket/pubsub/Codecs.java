// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Chooses how a payload travels. A {@code byte[]} and a {@code String} travel as they are
 * under any content type, and a handler that takes one of them gets the raw body whatever
 * its type; everything else goes through the codec of the content type, and if there is
 * none, through that which claims the class, else JSON.
 */
final class Codecs {

	static final String BYTES = "application/octet-stream";

	static final String TEXT = "text/plain;charset=utf-8";

	static final String JSON = "application/json";

	private final List<Codec> codecs;

	private final @Nullable Codec json;

	Codecs(List<Codec> codecs) {
		this.codecs = List.copyOf(codecs);
		this.json = search(JSON);
	}

	String contentTypeOf(OutgoingMessage message) {
		if (message.contentType() != null) {
			return message.contentType();
		}
		if (message.payload() instanceof byte[]) {
			return BYTES;
		}
		return (message.payload() instanceof CharSequence) ? TEXT : contentTypeOf(message.payload().getClass());
	}

	private String contentTypeOf(Class<?> type) {
		for (Codec codec : this.codecs) {
			String contentType = codec.contentTypeOf(type);
			if (contentType != null) {
				return contentType;
			}
		}
		return JSON;
	}

	byte[] encode(OutgoingMessage message, String contentType) {
		if (message.payload() instanceof byte[] bytes) {
			return bytes.clone();
		}
		if (message.payload() instanceof CharSequence text) {
			return text.toString().getBytes(StandardCharsets.UTF_8);
		}
		Codec codec = find(contentType);
		if (codec == null) {
			throw new PubSubException(ErrorKind.INVALID,
					"Topic " + message.topic() + ": no codec writes a " + message.payload().getClass().getName()
							+ " as '" + contentType + "'; publish a byte[] or a String, or use " + JSON,
					null);
		}
		try {
			return codec.encode(message.payload());
		}
		catch (Exception ex) {
			throw new PubSubException(ErrorKind.INVALID, "Topic " + message.topic() + ": cannot write a "
					+ message.payload().getClass().getName() + " as " + contentType, ex);
		}
	}

	<T> PayloadDecoder<T> decoder(Class<T> type) {
		if (type == byte[].class) {
			return (body, contentType) -> type.cast(body.clone());
		}
		if (type == String.class || type == CharSequence.class) {
			return (body, contentType) -> type.cast(TextDecoder.decode(body, contentType));
		}
		String expected = contentTypeOf(type);
		Function<byte[], T> decoder = decoder(expected, type);
		return (body, contentType) -> {
			if (contentType == null || contentType.equals(expected)) {
				return decoder.apply(body);
			}
			return decoder(contentType, type).apply(body);
		};
	}

	private <T> Function<byte[], T> decoder(String contentType, Class<T> type) {
		Codec codec = find(contentType);
		if (codec != null) {
			return codec.decoder(type);
		}
		return (body) -> {
			throw new UndecodableException("No codec reads '" + contentType + "' as " + type.getName(), null);
		};
	}

	private @Nullable Codec find(String contentType) {
		return contentType.equals(JSON) ? this.json : search(contentType);
	}

	private @Nullable Codec search(String contentType) {
		int end = contentType.indexOf(';');
		String mediaType = ((end >= 0) ? contentType.substring(0, end) : contentType).trim().toLowerCase(Locale.ROOT);
		for (Codec codec : this.codecs) {
			if (codec.supports(mediaType)) {
				return codec;
			}
		}
		return null;
	}

	/**
	 * Decodes bodies for one subscription.
	 *
	 * @param <T> the class
	 */
	interface PayloadDecoder<T> {

		T decode(byte[] body, @Nullable String contentType);

	}

}
