// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

/**
 * What lies around a payload on its way: first what a codec makes of it, around that an
 * event where it is one, and instead of that a claim where it is large. Each side knows
 * what it made itself and leaves everything else as it is, so that publishers and
 * subscribers need not agree.
 */
final class ContentFormat implements AutoCloseable {

	private final Codecs codecs;

	private final SchemaChecks schemas;

	private final CloudEventLayer events;

	private final ClaimLayer claims;

	ContentFormat(Codecs codecs, SchemaChecks schemas, CloudEventLayer events, ClaimLayer claims) {
		this.codecs = codecs;
		this.schemas = schemas;
		this.events = events;
		this.claims = claims;
	}

	Codecs codecs() {
		return this.codecs;
	}

	/**
	 * Make of a payload what is sent.
	 * @param content the payload as its codec has written it
	 * @return what to send
	 * @throws PubSubException if its topic does not carry such, or it cannot be sent
	 */
	Content outgoing(Content content) {
		this.schemas.outgoing(content);
		return this.claims.outgoing(this.events.outgoing(content));
	}

	/**
	 * Find the payload in what came.
	 * @param content what came
	 * @return the payload for its codec to read
	 * @throws UndecodableException if that is none that can be read, or none that its
	 * topic carries
	 * @throws ClaimUnavailableException if it cannot be had now
	 */
	Content incoming(Content content) {
		Content opened = opened(content);
		this.schemas.incoming(opened);
		return opened;
	}

	/**
	 * Find the payload in what came, whether it is one that its topic carries or not.
	 * @param content what came
	 * @return the payload for its codec to read
	 * @throws UndecodableException if that is none that can be read
	 * @throws ClaimUnavailableException if it cannot be had now
	 */
	Content opened(Content content) {
		return this.events.incoming(claimed(content));
	}

	/**
	 * Return a message as it was published, wherever its body is.
	 * @param content what came
	 * @return the same, with its body
	 * @throws UndecodableException if the body is lost
	 * @throws ClaimUnavailableException if it cannot be had now
	 */
	Content claimed(Content content) {
		return this.claims.incoming(content);
	}

	boolean hasClaimStore() {
		return this.claims.hasStore();
	}

	/**
	 * Put the body of a message into the claim store, however small it is.
	 * @param content what was to be sent
	 * @return what to send instead
	 * @throws PubSubException if the store does not take it
	 */
	Content claim(Content content) {
		return this.claims.claim(content);
	}

	/**
	 * Return a message for whoever passes it on: with its body, unless that is in a store
	 * which only the receiver has.
	 * @param content what came
	 * @return what to pass on
	 * @throws UndecodableException if the body is lost
	 * @throws ClaimUnavailableException if it cannot be had now
	 */
	Content relayed(Content content) {
		return hasClaimStore() ? claimed(content) : content;
	}

	@Override
	public void close() {
		this.claims.close();
	}

}
