// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

/**
 * Headers that the engine writes and reads. They travel with the message and are never
 * shown to a handler among its headers, nor copied to what it publishes; a name that
 * begins with {@link #PREFIX} is refused from a user.
 */
public final class ReservedHeaders {

	/** Every reserved name but {@link #CONTENT_TYPE} and the W3C ones begins so. */
	public static final String PREFIX = "sprocket-";

	/** The message id. */
	public static final String ID = "sprocket-id";

	/** When it was published: ISO-8601 in UTC. */
	public static final String PUBLISHED_AT = "sprocket-published-at";

	/** When it expires: ISO-8601 in UTC; absent for never. */
	public static final String EXPIRES_AT = "sprocket-expires-at";

	/** The request id of the publisher. */
	public static final String REQUEST_ID = "sprocket-request-id";

	/** The only group that may handle the message: it was redriven for that one. */
	public static final String REDRIVE_GROUP = "sprocket-redrive-group";

	/** How often the message was redriven; absent for never. */
	public static final String REDRIVES = "sprocket-redrives";

	/** Where the body is, if it is in a {@link ClaimStore}, its size and its hash. */
	public static final String CLAIM = "sprocket-claim";

	/**
	 * Behind the last message of a key that was redriven: the id of the mark among its
	 * dead letters. No handler is given it.
	 */
	public static final String REDRIVE_END = "sprocket-redrive-end";

	/** The position at which a message was that became a dead letter of a parked key. */
	public static final String ORIGIN = "sprocket-origin";

	/** The media type of the body, as HTTP writes it. */
	public static final String CONTENT_TYPE = "content-type";

	private ReservedHeaders() {
	}

}
