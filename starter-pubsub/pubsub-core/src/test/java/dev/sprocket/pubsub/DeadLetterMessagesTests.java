// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is sent of an error.
 */
class DeadLetterMessagesTests {

	@Test
	void aTextIsCutAtTheLimitAndNotInsideACharacter() {
		assertThat(DeadLetterMessages.sendable("abc", 2)).isEqualTo("ab");
		assertThat(DeadLetterMessages.sendable("äö", 3)).isEqualTo("ä");
		assertThat(DeadLetterMessages.sendable("😀😀", 7)).isEqualTo("😀");
		assertThat(DeadLetterMessages.sendable("abc", -5)).isEmpty();
	}

	@Test
	void whatNoBrokerTakesBecomesASpace() {
		assertThat(DeadLetterMessages.sendable("a\n\tb\u0000c\ud800d", 100)).isEqualTo("a  b c d");
	}

}
