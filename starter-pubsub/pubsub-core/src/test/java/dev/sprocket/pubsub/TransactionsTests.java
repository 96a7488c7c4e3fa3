// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link Transactions}.
 */
class TransactionsTests {

	private final Transactions transactions = new Transactions("jdbc", new DeadOutbox(), null);

	@Test
	void whenTheConnectionOfTheTransactionIsDeadThenThePublisherIsToldInItsOwnException() {
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> this.transactions.isJoined(TransactionPolicy.AUTO, () -> "orders"))
			.withMessage("Topic orders: not published, as the transaction of this thread cannot be joined: "
					+ "The connection is closed")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
	}

	@Test
	void whenTheTransactionIsBypassedThenItsConnectionIsNotAsked() {
		assertThat(this.transactions.isJoined(TransactionPolicy.BYPASS, () -> "orders")).isFalse();
	}

	/**
	 * An outbox on a connection that was lost.
	 */
	private static final class DeadOutbox implements Outbox {

		@Override
		public boolean isTransactionActive() {
			throw new BackendException(ErrorKind.UNAVAILABLE, "The connection is closed", null);
		}

		@Override
		public void enlist(List<OutboundMessage> messages) {
			throw new UnsupportedOperationException();
		}

	}

}
