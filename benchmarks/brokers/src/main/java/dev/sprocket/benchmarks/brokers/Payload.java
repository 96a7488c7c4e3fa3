// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.brokers;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A JSON text of exactly 256 bytes with a number in it.
 */
final class Payload {

	static final int KEYS = 200;

	private static final String TAIL = "x".repeat(256);

	private static final int NUMBER_AT = "{\"seq\":".length();

	private static final int LONGEST_MICROS = 5_000;

	private Payload() {
	}

	static String of(long number) {
		String head = "{\"seq\":" + number + ",\"type\":\"order.created\",\"customer\":\"c-" + number % KEYS
				+ "\",\"amount\":1299,\"text\":\"";
		return head + TAIL.substring(0, 254 - head.length()) + "\"}";
	}

	static long number(String json) {
		return Long.parseLong(json, NUMBER_AT, json.indexOf(','), 10);
	}

	/**
	 * Work on a message: 0 to 5 ms by its number, spread by Fibonacci hashing (Knuth, The
	 * Art of Computer Programming 6.4), so that every contestant works the same.
	 * @param number the number
	 */
	static void work(long number) {
		long micros = Math.floorMod((number * 0x9E3779B97F4A7C15L) >>> 20, LONGEST_MICROS + 1L);
		long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
		for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}
