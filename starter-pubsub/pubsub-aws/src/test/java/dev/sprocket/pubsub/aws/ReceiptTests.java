// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReceiptTests {

	private static final GroupQueue QUEUE = new GroupQueue(Emulator.sqs(URI.create("http://127.0.0.1:9")), "", "");

	private static final long START = 1_000_000;

	private final Receipt receipt = new Receipt(QUEUE, "handle", START, 30);

	@Test
	void whenATimeHasAFractionOfASecondThenItIsRoundedUp() {
		assertThat(Receipt.seconds(Duration.ZERO)).isZero();
		assertThat(Receipt.seconds(Duration.ofMillis(1))).isEqualTo(1);
		assertThat(Receipt.seconds(Duration.ofMillis(1000))).isEqualTo(1);
		assertThat(Receipt.seconds(Duration.ofDays(1))).isEqualTo(43_200);
	}

	@Test
	void whenTheLeaseIsOverThenItIsStale() {
		assertThat(this.receipt.isStale(START + 29_999)).isFalse();
		assertThat(this.receipt.isStale(START + 30_000)).isTrue();
		this.receipt.extended(START + 10_000, 60);
		assertThat(this.receipt.isStale(START + 69_999)).isFalse();
		this.receipt.settled();
		assertThat(this.receipt.isStale(START)).isTrue();
	}

	@Test
	void whenAMessageWasHeldForLongThenItIsHiddenForWhatIsLeftOfTwelveHours() {
		long later = START + Duration.ofHours(11).toMillis();
		assertThat(this.receipt.seconds(Duration.ofHours(2), later)).isEqualTo(3_600);
		assertThat(this.receipt.seconds(Duration.ofMinutes(2), later)).isEqualTo(120);
	}

	@Test
	void whenThereIsNoRoomForAMessageThenItIsKeptForTwoSecondsOrHalfOfItsLease() {
		assertThat(this.receipt.keptUntil()).isEqualTo(START + 2_000);
		assertThat(new Receipt(QUEUE, "handle", START, 3).keptUntil()).isEqualTo(START + 1_500);
	}

}
