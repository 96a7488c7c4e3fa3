// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Duration;

/**
 * The right to settle one delivery. SQS accepts the deletion of a message by an old
 * receipt and may do nothing, so that we keep the lease ourselves: it began before the
 * request was sent. Belongs to the engine thread once it is handed out.
 */
final class Receipt {

	/**
	 * The longest that a message stays hidden after one receive, all changes together.
	 */
	static final Duration LONGEST = Duration.ofHours(12);

	/**
	 * How long what there is no room for is kept: giving it back makes an attempt of it.
	 */
	private static final long KEPT = 2_000;

	private final GroupQueue queue;

	private final String handle;

	private final long receivedAt;

	private final long keptUntil;

	private long leaseUntil;

	private boolean settled;

	Receipt(GroupQueue queue, String handle, long receivedAt, int leaseSeconds) {
		this.queue = queue;
		this.handle = handle;
		this.receivedAt = receivedAt;
		this.leaseUntil = receivedAt + leaseSeconds * 1000L;
		this.keptUntil = receivedAt + Math.min(KEPT, leaseSeconds * 1000L / 2);
	}

	/**
	 * Return a time in the whole seconds that SQS counts in, rounded up.
	 * @param time the time
	 * @return seconds, from none to 12 hours
	 */
	static int seconds(Duration time) {
		if (time.isNegative()) {
			return 0;
		}
		Duration allowed = (time.compareTo(LONGEST) > 0) ? LONGEST : time;
		return (int) allowed.plusMillis(999).toSeconds();
	}

	/**
	 * Return a time as far as this receipt reaches.
	 * @param time the time
	 * @param now the time of day
	 * @return seconds from now
	 */
	int seconds(Duration time, long now) {
		long left = (LONGEST.toMillis() - (now - this.receivedAt)) / 1000;
		return (int) Math.max(0, Math.min(seconds(time), left));
	}

	GroupQueue queue() {
		return this.queue;
	}

	String handle() {
		return this.handle;
	}

	/**
	 * Return how long a message waits here for somebody who has room for it.
	 * @return until when, at the middle of its lease at the latest
	 */
	long keptUntil() {
		return this.keptUntil;
	}

	long leaseUntil() {
		return this.leaseUntil;
	}

	boolean isStale(long now) {
		return this.settled || now >= this.leaseUntil;
	}

	void extended(long now, int seconds) {
		this.leaseUntil = now + seconds * 1000L;
	}

	void settled() {
		this.settled = true;
	}

}
