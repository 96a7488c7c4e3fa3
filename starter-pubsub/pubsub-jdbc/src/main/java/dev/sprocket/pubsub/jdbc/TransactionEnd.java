// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Marks the connections of transactions that commit or roll back. Spring keeps them bound
 * to the thread, and says that the transaction is active, while the callbacks run that
 * follow; nothing commits what is written in those.
 */
final class TransactionEnd implements TransactionExecutionListener {

	private static final Object MARK = new Object();

	@Override
	public void beforeCommit(TransactionExecution transaction) {
		mark(transaction);
	}

	@Override
	public void beforeRollback(TransactionExecution transaction) {
		mark(transaction);
	}

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
		unmark(transaction);
	}

	@Override
	public void afterRollback(TransactionExecution transaction, @Nullable Throwable failure) {
		unmark(transaction);
	}

	// Return whether the transaction of a resource of this thread has ended. Unmarked,
	// that shows once it is complete: there are no synchronizations any more.

	static boolean isPast(Object resource) {
		return isMarked(resource) || !TransactionSynchronizationManager.isSynchronizationActive();
	}

	private static void mark(TransactionExecution transaction) {
		if (transaction.isNewTransaction()) {
			for (Object resource : resources()) {
				if (!TransactionSynchronizationManager.hasResource(resource)) {
					TransactionSynchronizationManager.bindResource(resource, MARK);
				}
			}
		}
	}

	private static void unmark(TransactionExecution transaction) {
		if (transaction.isNewTransaction()) {
			resources().stream()
				.filter(TransactionEnd::isMarked)
				.forEach(TransactionSynchronizationManager::unbindResource);
		}
	}

	private static boolean isMarked(Object resource) {
		return TransactionSynchronizationManager.getResource(resource) == MARK;
	}

	private static Set<Object> resources() {
		return Set.copyOf(TransactionSynchronizationManager.getResourceMap().values());
	}

}
