// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SendOutcome;

import static org.assertj.core.api.Assertions.assertThat;

class BatchOutcomesTests {

	@Test
	void whenAnOutcomeIsToldTwiceThenTheFirstCountsAndTheOthersAreWaitedFor() {
		BatchOutcomes outcomes = new BatchOutcomes(2, Runnable::run);
		SendOutcome refused = SendOutcome.failed(new BackendException(ErrorKind.UNAVAILABLE, "refused", null));
		SendOutcome stored = SendOutcome.stored("orders-0@1");
		outcomes.set(1, refused);
		outcomes.set(1, stored);
		assertThat(outcomes.future()).isNotDone();
		outcomes.set(0, stored);
		assertThat(outcomes.future())
			.isCompletedWithValueMatching((all) -> all.get(0) == stored && all.get(1) == refused);
	}

}
