// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One call to an endpoint, from {@link Endpoint#begin()} until one of
 * {@link #succeeded()}, {@link #failed(String)}, {@link #refused(String)},
 * {@link #abandoned()} and {@link #withdrawn()}; the first ends it, later ones do
 * nothing.
 */
public final class Attempt {

	private final Endpoint<?> endpoint;

	private final Standing standing;

	private final AtomicBoolean ended = new AtomicBoolean();

	private volatile long start;

	private volatile boolean answered;

	Attempt(Endpoint<?> endpoint, Standing standing, long start) {
		this.endpoint = endpoint;
		this.standing = standing;
		this.start = start;
	}

	/**
	 * Note that the endpoint has something new to work on, for instance the next message
	 * of a stream: until the first answer, its latency counts from here.
	 */
	public void asked() {
		if (!this.answered) {
			this.start = this.endpoint.now();
		}
	}

	/**
	 * Note the first sign of an answer, for calls whose answers go on for long: the time
	 * until now is the latency, and the call stays in flight. Later signs do nothing.
	 */
	public void answered() {
		if (!this.answered) {
			this.answered = true;
			if (!this.standing.isInService()) {
				this.endpoint.succeeded(this.standing);
			}
			this.endpoint.observe(elapsed());
		}
	}

	/**
	 * End the call: the endpoint did its work, even if the answer is an error that the
	 * caller made.
	 */
	public void succeeded() {
		if (end()) {
			this.endpoint.succeeded(this.standing);
			if (!this.answered) {
				this.endpoint.observe(elapsed());
			}
		}
	}

	/**
	 * End the call: the endpoint did not do its work.
	 * @param reason what happened, in a few words for people
	 */
	public void failed(String reason) {
		if (end()) {
			this.endpoint.failed(this.standing, reason);
			this.endpoint.observeFailure(this.standing, this.answered ? 0 : elapsed());
		}
	}

	/**
	 * End the call that never left, because nobody listens at the endpoint. One is proof
	 * enough: the endpoint is ejected at once, in panic as well.
	 * @param reason what happened, in a few words for people
	 */
	public void refused(String reason) {
		if (end()) {
			this.endpoint.refused(this.standing, reason);
			this.endpoint.observeFailure(this.standing, elapsed());
		}
	}

	/**
	 * End the call that the caller gave up while it waited for the answer: no failure,
	 * but the endpoint is at least as slow as that.
	 */
	public void abandoned() {
		if (end() && !this.answered) {
			this.endpoint.observeAtLeast(elapsed());
		}
	}

	/**
	 * End the call without a word about the endpoint, for instance a stream that the
	 * caller has seen enough of.
	 */
	public void withdrawn() {
		end();
	}

	private boolean end() {
		if (!this.ended.compareAndSet(false, true)) {
			return false;
		}
		this.endpoint.leave();
		return true;
	}

	private long elapsed() {
		return this.endpoint.now() - this.start;
	}

}
