// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;

import dev.sprocket.pubsub.spi.BackendException;

/**
 * A transaction that a manager has begun on this thread. Spring keeps its connection
 * bound to the thread, and says that a transaction is active, while the callbacks run
 * that follow its end; nothing commits what is written in those. It ends in the commit,
 * not before: a JPA provider flushes there, and its callbacks may publish.
 */
final class BegunTransaction implements TransactionSynchronization {

	private final boolean readOnly;

	private final @Nullable Integer isolation;

	private final boolean withResources;

	private final List<Runnable> followers = new ArrayList<>();

	private @Nullable BackendException failure;

	private boolean ended;

	BegunTransaction(boolean readOnly, @Nullable Integer isolation, boolean withResources) {
		this.readOnly = readOnly;
		this.isolation = isolation;
		this.withResources = withResources;
	}

	boolean isReadOnly() {
		return this.readOnly;
	}

	// Return the isolation that was asked for, null for the default of the connection.

	@Nullable Integer isolation() {
		return this.isolation;
	}

	// Return whether it is on resources that it has bound, such as a connection. One of
	// JTA binds nothing, and may be on any data source.

	boolean hasResources() {
		return this.withResources;
	}

	boolean hasEnded() {
		return this.ended;
	}

	// Do something if it commits.

	void followWith(Runnable follower) {
		this.followers.add(follower);
	}

	// Do not let it commit what was written, unless that is rolled back to a savepoint.

	void failWith(BackendException cause) {
		this.failure = cause;
	}

	void requireAllStored() {
		BackendException cause = this.failure;
		if (cause != null) {
			throw new BackendException(cause.kind(),
					"The transaction is rolled back, because it could not publish all: " + cause.getMessage(), cause);
		}
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	// It is of before the failure: none is made in a transaction that may not commit.

	@Override
	public void savepointRollback(Object savepoint) {
		this.failure = null;
	}

	@Override
	public void afterCommit() {
		this.ended = true;
		this.followers.forEach(Runnable::run);
	}

	@Override
	public void afterCompletion(int status) {
		this.ended = true;
	}

}
