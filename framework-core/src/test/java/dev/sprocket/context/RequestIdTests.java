// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.context;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestIdTests {

	@Test
	void idIsAUuidOfVersion7ThatTellsTheTime() {
		Instant now = Instant.parse("2022-02-22T19:22:22.000Z");
		String id = RequestId.next(now, 0x18C4DC0C0C07398FL);
		assertThat(id).isEqualTo("017f22e2-79b0-7000-98c4-dc0c0c07398f");
		UUID uuid = UUID.fromString(RequestId.next());
		assertThat(uuid.version()).isEqualTo(7);
		assertThat(uuid.variant()).isEqualTo(2);
		assertThat(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16)).isBetween(Instant.now().minusSeconds(60),
				Instant.now());
	}

	@Test
	void laterIdsSortLaterWithinAMillisecond() {
		Instant now = Instant.parse("2026-01-01T00:00:00.123456Z");
		String earlier = RequestId.next(now, -1);
		assertThat(RequestId.next(now.plusNanos(1_000), 0)).isGreaterThan(earlier);
		assertThat(RequestId.next(now.plusMillis(1), 0)).isGreaterThan(earlier);
		assertThat(RequestId.next(now.plusNanos(543_999), 0)).isGreaterThan(earlier);
	}

	@Test
	void idsAreUniqueAndWellFormed() {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 10_000; i++) {
			ids.add(RequestId.next());
		}
		assertThat(ids).hasSize(10_000).allMatch(RequestId::isWellFormed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "C1A0:3F5.x_y-Z9", "017f22e2-79b0-7000-98c4-dc0c0c07398f" })
	void wellFormedIdsAreAccepted(String id) {
		assertThat(RequestId.isWellFormed(id)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a\nb", "a\"b", "<a>", "a,b", "a/b", "é", "a\u0000" })
	void othersAreRefused(String id) {
		assertThat(RequestId.isWellFormed(id)).isFalse();
	}

	@Test
	void lengthIsBounded() {
		assertThat(RequestId.isWellFormed("x".repeat(128))).isTrue();
		assertThat(RequestId.isWellFormed("x".repeat(129))).isFalse();
		assertThat(RequestId.isWellFormed(null)).isFalse();
	}

}
