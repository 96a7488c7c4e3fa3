// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.PercentText;

import static org.assertj.core.api.Assertions.assertThat;

class PercentTextTests {

	@Test
	void whatIsNoPrintableAsciiIsEncoded() {
		assertThat(PercentText.encode("Euro € 😀 \"50%\"+\n"))
			.isEqualTo("Euro%20%E2%82%AC%20%F0%9F%98%80%20%2250%25%22+%0A");
	}

	@Test
	void whatWasEncodedComesBack() {
		for (String text : new String[] { "", "a+b", "100%", "100%25", "Straße 1\u0000", "😀" }) {
			assertThat(PercentText.decode(PercentText.encode(text))).isEqualTo(text);
		}
	}

	@Test
	void percentThatEncodesNothingIsKept() {
		assertThat(PercentText.decode("100% of %zz and %4")).isEqualTo("100% of %zz and %4");
		assertThat(PercentText.decode("%C3%BC%41")).isEqualTo("üA");
	}

}
