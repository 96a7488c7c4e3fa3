// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How progress is written beside a position.
 */
class LaneNoteTests {

	@Test
	void rangesAndCountsSurviveTheJourney() {
		LaneNote note = LaneNote.empty();
		LongStream.of(102, 103, 104, 106, 200).forEach(note.done()::add);
		note.attempts().putAll(Map.of(101L, 2, 105L, 4));
		String text = note.format(100);
		assertThat(text).isEqualTo("1;100;a+1=2+4=4;d+2-2+2+94");
		assertThat(LaneNote.parse(text)).isEqualTo(note);
	}

	@Test
	void anEmptyNoteIsNoNote() {
		assertThat(LaneNote.empty().format(7)).isNull();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "written by another program", "2;1;d+1", "1;", "1;x;d+1", "1;5;d+x", "1;5;a+1" })
	void whatCannotBeReadIsTakenForNothing(String text) {
		assertThat(LaneNote.parse(text)).isEqualTo(LaneNote.empty());
	}

	@Test
	void aNoteThatWouldBeTooLongIsCutAndStaysReadable() {
		LaneNote note = new LaneNote(new TreeSet<>(), new HashMap<>());
		LongStream.range(0, 5_000).forEach((i) -> {
			note.done().add(10 + 2 * i);
			note.attempts().put(11 + 2 * i, 2);
		});
		String text = note.format(0);
		assertThat(text).hasSizeLessThan(4096);
		LaneNote read = LaneNote.parse(text);
		assertThat(note.done()).containsAll(read.done());
		assertThat(read.done()).isNotEmpty();
		assertThat(note.attempts()).containsAllEntriesOf(read.attempts());
	}

	@Test
	void aRangeOfAbsurdLengthIsBounded() {
		assertThat(LaneNote.parse("1;0;d+1-9000000000000000").done()).hasSizeLessThanOrEqualTo(100_000);
	}

}
