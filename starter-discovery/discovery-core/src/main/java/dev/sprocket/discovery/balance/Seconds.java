// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Writes durations as people and service configs do: {@code 0.25s}.
 */
final class Seconds {

	private Seconds() {
	}

	static String of(Duration duration) {
		return of(duration.toNanos());
	}

	static String of(long nanos) {
		return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + "s";
	}

}
