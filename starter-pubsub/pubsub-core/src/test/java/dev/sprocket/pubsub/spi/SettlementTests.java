// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

class SettlementTests {

	private static final Delivery DELIVERY = new Delivery(Lane.WHOLE_QUEUE, 1, "token", 1, null, null, Map.of(),
			new byte[0], null);

	private static final Duration NOTHING = null;

	@Test
	void aTimeIsNeverNull() {
		assertThatNullPointerException().isThrownBy(() -> new Settlement.Release(DELIVERY, NOTHING, true))
			.withMessage("A message is given back after some time, not null");
		assertThatNullPointerException().isThrownBy(() -> new Settlement.Extend(DELIVERY, NOTHING))
			.withMessage("A lease is kept for some time, not null");
	}

}
