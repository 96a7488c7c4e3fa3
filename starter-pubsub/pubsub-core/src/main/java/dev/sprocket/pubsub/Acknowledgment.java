// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Settles one delivery of a message. The first call wins, later ones do nothing, and
 * nothing happens once the delivery is no longer ours. Thread-safe, never blocks.
 * <p>
 * Where an inbox makes effects exactly-once, an acknowledgment holds once the transaction
 * of the handler is committed, and a message that is refused rolls it back.
 */
public interface Acknowledgment {

	/**
	 * Done: never deliver it to this group again.
	 */
	void ack();

	/**
	 * Failed: deliver it again by the retry policy, or dead-letter it if that was the
	 * last attempt.
	 */
	void nack();

	/**
	 * Failed: deliver it again after that delay instead of the policy's, or dead-letter
	 * it if that was the last attempt.
	 * @param delay not before that
	 */
	void nack(Duration delay);

	/**
	 * Never deliver it again: dead-letter it now.
	 * @param reason for the person who reads the dead letter; {@code null} for none
	 */
	void reject(@Nullable String reason);

	/**
	 * Still at work: do not give it to anybody else. Only for handlers that keep a
	 * message after they return; while a handler runs this is done for it.
	 * @param lease from now, a year at most
	 */
	void extend(Duration lease);

}
