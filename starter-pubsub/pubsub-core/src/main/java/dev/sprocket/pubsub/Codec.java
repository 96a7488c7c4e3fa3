// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Turns payloads of one family of media types into bytes and back. JSON is built in, and
 * Protobuf where {@code protobuf-java} is on the class path; another is a bean of this
 * type, or is given to {@link PubSubBuilder#codec}, and comes before those. A
 * {@code byte[]} and a {@code String} never meet a codec. Thread-safe.
 */
public interface Codec {

	/**
	 * Return whether this codec writes and reads a media type.
	 * @param mediaType type and subtype in lower case, without parameters
	 * @return {@code true} if it does
	 */
	boolean supports(String mediaType);

	/**
	 * Return the content type of payloads whose publisher names none, and of messages
	 * that come without one.
	 * @param type the class of the payload
	 * @return the content type, or {@code null} if payloads of this class have no reason
	 * to go by this codec
	 */
	default @Nullable String contentTypeOf(Class<?> type) {
		return null;
	}

	/**
	 * Encode.
	 * @param payload the payload
	 * @return the bytes, never shared with the payload
	 * @throws Exception if this payload cannot be encoded: publishing is refused with the
	 * message of the exception
	 */
	byte[] encode(Object payload) throws Exception;

	/**
	 * Return what decodes bodies to a class.
	 * @param type the class
	 * @param <T> the class
	 * @return the decoder. Throws {@link UndecodableException} on a body that is none of
	 * that class: the message becomes a dead letter; any other exception is retried
	 */
	<T> Function<byte[], T> decoder(Class<T> type);

}
