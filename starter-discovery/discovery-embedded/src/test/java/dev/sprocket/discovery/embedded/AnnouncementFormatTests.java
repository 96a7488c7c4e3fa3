// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AnnouncementFormatTests {

	private static final RegisteredInstance INSTANCE = new RegisteredInstance("one", "orders", "10.0.0.5", 8080, true,
			Instant.ofEpochMilli(1_700_000_000_123L), Map.of("zone", "Zürich", "long", "x".repeat(70_000)));

	private static final Announcement ANNOUNCEMENT = new Announcement(7, true, "orders/4711", List.of(INSTANCE));

	@Test
	void whenAnnouncementIsWrittenThenItIsReadAsItWas() throws IOException {
		assertThat(AnnouncementFormat.read(AnnouncementFormat.write(ANNOUNCEMENT))).isEqualTo(ANNOUNCEMENT);
		Announcement observer = new Announcement(1, false, "dashboard/1", List.of());
		assertThat(AnnouncementFormat.read(AnnouncementFormat.write(observer))).isEqualTo(observer);
	}

	@Test
	void whenNewerVersionAddsFieldsThenTheOlderOneSkipsThem() throws IOException {
		byte[] written = AnnouncementFormat.write(ANNOUNCEMENT);
		int begin = written.length - lengthOfLastBlock();
		byte[] extended = Arrays.copyOf(written, written.length + 12);
		ByteBuffer.wrap(extended).putInt(begin - Integer.BYTES, written.length - begin + 8);
		assertThat(AnnouncementFormat.read(extended)).isEqualTo(ANNOUNCEMENT);
	}

	private static int lengthOfLastBlock() {
		byte[] alone = AnnouncementFormat.write(ANNOUNCEMENT);
		byte[] none = AnnouncementFormat.write(new Announcement(7, true, "orders/4711", List.of()));
		return alone.length - none.length - Integer.BYTES;
	}

	@Test
	void whenVersionIsIncompatibleThenItSaysSo() {
		byte[] written = AnnouncementFormat.write(ANNOUNCEMENT);
		written[0] = 2;
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> AnnouncementFormat.read(written))
			.withMessage("it is of version 2, and this is version 1");
	}

	@Test
	void whenMessageIsBrokenThenItIsNoMoreThanAnException() {
		byte[] written = AnnouncementFormat.write(ANNOUNCEMENT);
		for (int length : new int[] { 0, 1, 9, 20, written.length - 1 }) {
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> AnnouncementFormat.read(Arrays.copyOf(written, length)));
		}
	}

}
