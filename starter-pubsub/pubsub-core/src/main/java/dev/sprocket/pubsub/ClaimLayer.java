// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.content.ClaimCheck;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ClaimStore;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Puts large bodies into a store and their claims into the messages, and back. A body is
 * durable before its message is sent or enlisted; one whose message never is, is removed
 * like any other.
 */
final class ClaimLayer implements AutoCloseable {

	private static final byte[] EMPTY = {};

	private final @Nullable ClaimCheck check;

	private final Clock clock;

	private final @Nullable ClaimPurge purge;

	private final Outage outage;

	ClaimLayer(@Nullable ClaimCheck check, Clock clock) {
		this.check = check;
		this.clock = clock;
		this.purge = (check != null) ? new ClaimPurge(check, clock) : null;
		this.outage = new Outage("Pub/sub", "cannot read bodies from the claim store; their messages wait",
				"reads bodies from the claim store again", new Backoff(200, 10_000));
	}

	Content outgoing(Content content) {
		byte[] body = content.body();
		if (this.check == null || this.check.threshold() == null || body.length <= this.check.threshold().toBytes()) {
			return content;
		}
		return claim(content);
	}

	/**
	 * Put a body into the store, however small it is.
	 * @param content a message; there must be a store
	 * @return the message with the claim of its body
	 */
	Content claim(Content content) {
		byte[] body = content.body();
		Claim claim = Claim.of(day(content.deliverAt()), body);
		put(Objects.requireNonNull(this.check).store(), content.topic(), claim, body);
		Map<String, String> headers = new LinkedHashMap<>(content.headers());
		headers.put(ReservedHeaders.CLAIM, claim.toString());
		return content.with(headers, EMPTY);
	}

	private LocalDate day(@Nullable Instant deliverAt) {
		return LocalDate.ofInstant((deliverAt != null) ? deliverAt : this.clock.instant(), ZoneOffset.UTC);
	}

	private static void put(ClaimStore store, String topic, Claim claim, byte[] body) {
		try {
			store.put(claim.reference(), body);
		}
		catch (RuntimeException ex) {
			ErrorKind kind = (ex instanceof BackendException failure) ? failure.kind() : ErrorKind.UNAVAILABLE;
			throw new PubSubException(kind, "Topic " + topic + ": not published, because its body of " + body.length
					+ " bytes cannot be put into " + store + ": " + ex.getMessage(), ex);
		}
	}

	boolean hasStore() {
		return this.check != null;
	}

	Content incoming(Content content) {
		String text = content.headers().get(ReservedHeaders.CLAIM);
		if (text == null) {
			return content;
		}
		Claim claim = Claim.parse(text);
		if (this.check == null) {
			throw new UndecodableException("The body is in a claim store as " + claim.reference()
					+ ", and this application has none: set sprocket.pubsub.claim-check.folder", null);
		}
		byte[] body = get(this.check.store(), claim);
		Map<String, String> headers = new LinkedHashMap<>(content.headers());
		headers.remove(ReservedHeaders.CLAIM);
		return content.with(headers, body);
	}

	private byte[] get(ClaimStore store, Claim claim) {
		byte[] body;
		try {
			body = store.get(claim.reference());
		}
		catch (RuntimeException ex) {
			throw new ClaimUnavailableException(
					"Body " + claim.reference() + " cannot be read from " + store + ": " + ex.getMessage(), failed(ex),
					ex);
		}
		synchronized (this.outage) {
			this.outage.over();
		}
		if (body == null) {
			throw new UndecodableException("Body " + claim.reference() + " is not in " + store, null);
		}
		String problem = claim.problem(body);
		if (problem != null) {
			throw new UndecodableException("Body " + claim.reference() + " in " + store + " is " + problem, null);
		}
		return body;
	}

	private Duration failed(RuntimeException ex) {
		synchronized (this.outage) {
			return Duration.ofMillis(this.outage.failed(ex));
		}
	}

	@Override
	public void close() {
		if (this.purge != null) {
			this.purge.close();
		}
	}

}
