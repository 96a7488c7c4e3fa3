// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;

/**
 * Sends what was published in a transaction of Spring after its commit. What a process
 * loses between the two, a test does not see.
 *
 * @param line what fails, and what went over it
 * @param sender the sender behind it
 */
record TransactionOutbox(FaultLine line, FaultySender sender) implements Outbox {

	private static final boolean TRANSACTIONS_PRESENT = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			TransactionOutbox.class.getClassLoader());

	@Override
	public boolean isTransactionActive() {
		return TRANSACTIONS_PRESENT && Joined.isActive();
	}

	@Override
	public void enlist(List<OutboundMessage> messages) {
		for (OutboundMessage message : messages) {
			BackendException failure = this.line.sends().failure(message);
			if (failure != null) {
				throw failure;
			}
		}
		Joined.afterCommit(() -> this.sender.sendCommitted(messages));
	}

	@Override
	public void close() {
		this.sender.close();
	}

	/**
	 * Apart because Spring's transactions may be absent.
	 */
	private static final class Joined {

		static boolean isActive() {
			return TransactionSynchronizationManager.isActualTransactionActive()
					&& TransactionSynchronizationManager.isSynchronizationActive();
		}

		static void afterCommit(Runnable task) {
			if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
				throw new BackendException(ErrorKind.INVALID,
						"The transaction is read-only: make it a writing one, or publish outside of it", null);
			}
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					task.run();
				}

			});
		}

	}

}
