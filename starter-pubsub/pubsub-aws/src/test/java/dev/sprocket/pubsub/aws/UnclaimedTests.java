// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

import static org.assertj.core.api.Assertions.assertThat;

class UnclaimedTests {

	@Test
	void whenSeveralAreOfOneFifoGroupThenNoTwoOfThemAreInOneRequest() {
		Message first = message("a");
		Message second = message("a");
		Message other = message("b");
		Message third = message("a");
		assertThat(Unclaimed.inTurns(List.of(first, second, other, third))).containsExactly(List.of(first, other),
				List.of(second), List.of(third));
	}

	@Test
	void whenTheQueueIsNotFifoThenAllMayBeInOneRequest() {
		List<Message> messages = List.of(message(null), message(null));
		assertThat(Unclaimed.inTurns(messages)).containsExactly(messages);
	}

	private static Message message(@Nullable String group) {
		Message.Builder message = Message.builder();
		return (group != null) ? message.attributes(Map.of(MessageSystemAttributeName.MESSAGE_GROUP_ID, group)).build()
				: message.build();
	}

}
