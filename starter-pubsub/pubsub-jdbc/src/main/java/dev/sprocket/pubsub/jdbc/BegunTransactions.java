// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Knows which transaction of this thread has bound a connection. Spring also binds
 * connections beside a transaction that is on another data source.
 */
final class BegunTransactions implements TransactionExecutionListener {

	@Override
	public void beforeBegin(TransactionExecution transaction) {
		if (transaction instanceof TransactionStatus && transaction.isNewTransaction()) {
			Nest nest = nest();
			if (nest == null || nest.outermost().isCompleted()) {
				TransactionSynchronizationManager.unbindResourceIfPossible(Nest.class);
				nest = new Nest(transaction, new IdentityHashMap<>(), new IdentityHashMap<>(), new IdentityHashMap<>());
				TransactionSynchronizationManager.bindResource(Nest.class, nest);
			}
			nest.boundBefore().put(transaction, resources());
		}
	}

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
		Nest nest = nest();
		Set<Object> before = (nest != null) ? nest.boundBefore().remove(transaction) : null;
		if (nest == null || before == null) {
			return;
		}
		if (failure != null) {
			forget(transaction);
		}
		else if (TransactionSynchronizationManager.isSynchronizationActive()) {
			Set<Object> bound = resources();
			bound.removeAll(before);
			BegunTransaction begun = new BegunTransaction(transaction.isReadOnly(),
					TransactionSynchronizationManager.getCurrentTransactionIsolationLevel(), !bound.isEmpty());
			nest.begun().put(transaction, begun);
			bound.forEach((resource) -> nest.ofResources().put(resource, begun));
			TransactionSynchronizationManager.registerSynchronization(begun);
		}
	}

	// After all callbacks that come before a commit: they may publish.

	@Override
	public void beforeCommit(TransactionExecution transaction) {
		Nest nest = nest();
		BegunTransaction begun = (nest != null) ? nest.begun().get(transaction) : null;
		if (begun != null) {
			begun.requireAllStored();
		}
	}

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
		forget(transaction);
	}

	@Override
	public void afterRollback(TransactionExecution transaction, @Nullable Throwable failure) {
		forget(transaction);
	}

	// Return the transaction that has bound a resource of this thread, null if none is
	// known to have.

	static @Nullable BegunTransaction of(Object resource) {
		Nest nest = nest();
		return (nest != null) ? nest.ofResources().get(resource) : null;
	}

	// Return the innermost transaction of this thread, null if its manager does not tell.

	static @Nullable BegunTransaction current() {
		return TransactionSynchronizationManager.getSynchronizations()
			.stream()
			.filter(BegunTransaction.class::isInstance)
			.map(BegunTransaction.class::cast)
			.findFirst()
			.orElse(null);
	}

	private static @Nullable Nest nest() {
		return (Nest) TransactionSynchronizationManager.getResource(Nest.class);
	}

	private static Set<Object> resources() {
		Set<Object> resources = Collections.newSetFromMap(new IdentityHashMap<>());
		resources.addAll(TransactionSynchronizationManager.getResourceMap().values());
		return resources;
	}

	// Its callbacks have run, and its manager unbinds its resources next.

	private static void forget(TransactionExecution transaction) {
		Nest nest = nest();
		if (nest == null) {
			return;
		}
		if (nest.outermost() == transaction) {
			TransactionSynchronizationManager.unbindResource(Nest.class);
			return;
		}
		BegunTransaction ended = nest.begun().remove(transaction);
		if (ended != null) {
			nest.ofResources().values().removeIf((begun) -> begun == ended);
		}
	}

	/**
	 * A transaction of this thread with those begun before it was complete: inside it,
	 * after it was suspended, or in its callbacks.
	 */
	private record Nest(TransactionExecution outermost, Map<TransactionExecution, Set<Object>> boundBefore,
			Map<TransactionExecution, BegunTransaction> begun, Map<Object, BegunTransaction> ofResources) {

	}

}
