// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

/**
 * A payload of exactly 256 bytes of JSON.
 *
 * @param id twelve digits
 * @param customer ten characters
 * @param amount in cents
 * @param note fills up to the size
 */
record Order(long id, String customer, int amount, String note) {

	private static final long FIRST = 100_000_000_000L;

	private static final String NOTE = "x".repeat(189);

	static Order of(long sequence) {
		return new Order(FIRST + sequence, "customer-" + sequence % 10, 1299, NOTE);
	}

}
