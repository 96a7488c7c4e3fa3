// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.function.Function;

/**
 * Turns payloads of one family of media types into bytes and back.
 */
interface Codec {

	/**
	 * Return whether this codec writes and reads a media type.
	 * @param mediaType type and subtype in lower case, without parameters
	 * @return {@code true} if it does
	 */
	boolean supports(String mediaType);

	/**
	 * Encode.
	 * @param payload the payload
	 * @return the bytes, never shared with the payload
	 * @throws Exception if this payload cannot be encoded
	 */
	byte[] encode(Object payload) throws Exception;

	/**
	 * Return what decodes bodies to a class.
	 * @param type the class
	 * @param <T> the class
	 * @return the decoder; throws {@link UndecodableException} on a bad body
	 */
	<T> Function<byte[], T> decoder(Class<T> type);

}
