// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.HeaderText;

import static org.assertj.core.api.Assertions.assertThat;

class HeaderTextTests {

	@Test
	void whenHeadersAreWrittenThenEachIsALine() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("one", "1");
		headers.put("empty", "");
		assertThat(HeaderText.write(headers)).isEqualTo("one:1\nempty:\n");
	}

	@Test
	void whenNamesAndValuesHoldWhatWouldBreakALineThenTheyComeBackAsTheyWere() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("a:b", "c:d\\e\nf\rg\0h");
		headers.put("\\", "\\\\");
		headers.put("", "no name");
		headers.put("\uFFFE", "\uFFFF");
		headers.put("ünïcödé", "日本語 😀");
		assertThat(HeaderText.read(HeaderText.write(headers))).containsExactlyEntriesOf(headers);
	}

	@Test
	void whenNamesAndValuesHoldWhatXmlForbidsThenTheTextDoesNot() {
		assertThat(HeaderText.write(Map.of("a\0b", "c\uFFFE\uFFFFd\r"))).isEqualTo("a\\0b:c\\e\\fd\\r\n");
	}

	@Test
	void whenALineHasNoColonThenItIsPassedOver() {
		assertThat(HeaderText.read("no header\na:b\n\nlast:one")).isEqualTo(Map.of("a", "b", "last", "one"));
	}

}
