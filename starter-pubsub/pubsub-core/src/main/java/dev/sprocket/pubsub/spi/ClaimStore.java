// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the bodies that are too large for messages. A reference is a day in UTC, a slash
 * and a UUID, such as {@code 2026-01-31/123e4567-e89b-42d3-a456-426614174000}; it is made
 * by the engine and never used twice. Thread-safe; every call may block.
 */
public interface ClaimStore {

	/**
	 * Store a body. When this returns it is durable, and whoever is given the reference
	 * finds it.
	 * @param reference the reference
	 * @param body the body; do not change
	 * @throws BackendException if it cannot be stored
	 */
	void put(String reference, byte[] body);

	/**
	 * Read a body.
	 * @param reference the reference
	 * @return the body, or {@code null} if the store certainly does not have it: its
	 * message is then a dead letter
	 * @throws BackendException if that cannot be said now; the engine asks again
	 */
	byte @Nullable [] get(String reference);

	/**
	 * Remove all bodies of the days before one. Several processes may do so at a time.
	 * @param day the first day to keep
	 * @return how many bodies were removed
	 * @throws BackendException if they cannot be removed; the engine asks again
	 */
	int removeBefore(LocalDate day);

}
