// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RateLimit}.
 */
class RateLimitTests {

	private final RateLimit limit = new RateLimit();

	@Test
	void whenThereIsNoLimitThenAllMayBeFetched() {
		assertThat(this.limit.available(0)).isEqualTo(Integer.MAX_VALUE);
		assertThat(this.limit.nextAt(0)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void whenALimitIsSetThenNoMoreThanThatIsFetchedInAnySecond() {
		this.limit.perSecond(50);
		int fetched = 0;
		for (long now = 0; now < 10_000; now++) {
			int available = this.limit.available(now);
			this.limit.taken(available, now);
			fetched += available;
		}
		assertThat(fetched).isBetween(495, 505);
	}

	@Test
	void whenNothingWasFetchedForLongThenATenthOfASecondIsMadeUp() {
		this.limit.perSecond(50);
		assertThat(this.limit.available(1_000_000)).isEqualTo(5);
	}

	@Test
	void whenAFetchHasWaitedForLongThenNoSecondBurstFollows() {
		this.limit.perSecond(50);
		int available = this.limit.available(1_000_000);
		this.limit.taken(available, 1_001_000);
		assertThat(this.limit.available(1_001_000)).isZero();
	}

	@Test
	void whenRateIsSmallThenTheNextMomentIsRoundedUp() {
		this.limit.perSecond(3);
		this.limit.taken(this.limit.available(1_000_000), 1_000_000);
		long next = this.limit.nextAt(1_000_000);
		assertThat(next).isEqualTo(1_000_334);
		assertThat(this.limit.available(next - 1)).isZero();
		assertThat(this.limit.available(next)).isEqualTo(1);
	}

	@Test
	void whenLimitIsTakenAwayThenAllMayBeFetched() {
		this.limit.perSecond(1);
		this.limit.taken(this.limit.available(1_000_000), 1_000_000);
		assertThat(this.limit.available(1_000_000)).isZero();
		this.limit.perSecond(0);
		assertThat(this.limit.available(1_000_000)).isEqualTo(Integer.MAX_VALUE);
	}

}
