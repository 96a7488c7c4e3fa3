// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * One platform thread that does all writing. What callers hand over while a commit is
 * under way is gathered into the next one, so that many callers share the cost of one
 * sync, and no virtual thread is pinned by it.
 */
final class GroupCommit implements AutoCloseable {

	private static final int MAX_GATHERED = 512;

	private static final int MAX_RESTARTS = 20;

	private final Database database;

	private final List<Work<?, ?>> order;

	private final LinkedBlockingQueue<Entry<?, ?>> queue = new LinkedBlockingQueue<>();

	private final Thread thread;

	private volatile boolean closed;

	private volatile boolean ended;

	// order: in which order work is done that a transaction has gathered, whatever came
	// first; it is the order in which it takes locks

	GroupCommit(Database database, Work<?, ?>... order) {
		this.database = database;
		this.order = List.of(order);
		this.thread = new Thread(this::work, "sprocket-pubsub-writer");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	// Do work in a transaction of the writer. Inputs to the same work may run in one
	// call.

	<I, O> CompletableFuture<List<O>> submit(Work<I, O> work, List<I> inputs) {
		return submit(work, inputs, true);
	}

	private <I, O> CompletableFuture<List<O>> submit(Work<I, O> work, List<I> inputs, boolean durable) {
		CompletableFuture<List<O>> future = new CompletableFuture<>();
		if (this.closed) {
			future.completeExceptionally(closedException());
			return future;
		}
		this.queue.add(new Entry<>(work, inputs, durable, future));
		if (this.ended) {
			failQueued();
		}
		return future;
	}

	<I, O> O call(Work<I, O> work, I input) {
		return await(submit(work, List.of(input))).get(0);
	}

	// Does work that may be undone by a crash of the machine, though not of the process.

	<I, O> O callVolatile(Work<I, O> work, I input) {
		return await(submit(work, List.of(input), false)).get(0);
	}

	static <T> T await(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof BackendException failure) {
				throw new BackendException(failure.kind(), String.valueOf(failure.getMessage()), failure);
			}
			throw ex;
		}
	}

	private void work() {
		try {
			List<Entry<?, ?>> gathered = new ArrayList<>();
			while (!this.closed || !this.queue.isEmpty()) {
				gathered.add(this.queue.take());
				this.queue.drainTo(gathered, MAX_GATHERED);
				processOrFail(gathered);
				gathered.clear();
			}
		}
		catch (InterruptedException ex) {
			// It was closed, and has not ended in time.
		}
		finally {
			this.ended = true;
			failQueued();
		}
	}

	// Whatever happens, every caller gets an answer and the thread goes on.

	private void processOrFail(List<Entry<?, ?>> entries) {
		try {
			process(entries);
		}
		catch (Throwable ex) {
			BackendException failure = translate(ex);
			entries.forEach((entry) -> entry.fail(failure));
		}
	}

	private void process(List<Entry<?, ?>> entries) {
		Failure failure = transact(entries);
		if (failure == null) {
			return;
		}
		if (!failure.isolatable() || entries.size() == 1) {
			entries.forEach((entry) -> entry.fail(failure.exception()));
			return;
		}
		for (int i = 0; i < entries.size(); i++) {
			Failure single = transact(entries.subList(i, i + 1));
			if (single != null) {
				entries.get(i).fail(single.exception());
				if (!single.isolatable() && single.exception().kind() != ErrorKind.TIMEOUT) {
					entries.subList(i + 1, entries.size()).forEach((entry) -> entry.fail(single.exception()));
					return;
				}
			}
		}
	}

	private @Nullable Failure transact(List<Entry<?, ?>> entries) {
		Failure failure = transactOnce(entries);
		for (int i = 0; i < MAX_RESTARTS && failure != null && failure.restartable(); i++) {
			failure = transactOnce(entries);
		}
		return failure;
	}

	private @Nullable Failure transactOnce(List<Entry<?, ?>> entries) {
		Session session = null;
		boolean began = false;
		boolean committing = false;
		List<Runnable> completions;
		try {
			session = this.database.acquire();
			this.database.begin(session, entries.stream().anyMatch(Entry::durable));
			began = true;
			completions = run(session, entries);
			committing = true;
			this.database.dialect().commit(session);
		}
		catch (Throwable ex) {
			boolean undone = session == null || abandon(session, began, ex);
			return new Failure((committing && !undone) ? unknown(ex) : translate(ex), began && !committing,
					undone && ex instanceof SQLException failure && this.database.dialect().isDeadlock(failure));
		}
		this.database.release(session, false);
		completions.forEach(Runnable::run);
		return null;
	}

	private List<Runnable> run(Session session, List<Entry<?, ?>> entries) throws SQLException {
		List<Runnable> completions = new ArrayList<>(entries.size());
		Map<Work<?, ?>, List<Entry<?, ?>>> together = new LinkedHashMap<>();
		this.order.forEach((work) -> together.put(work, new ArrayList<>()));
		entries.forEach((entry) -> together.computeIfAbsent(entry.work(), (work) -> new ArrayList<>()).add(entry));
		for (List<Entry<?, ?>> same : together.values()) {
			if (!same.isEmpty()) {
				runTogether(session, same, completions);
			}
		}
		return completions;
	}

	@SuppressWarnings("unchecked")
	private <I, O> void runTogether(Session session, List<Entry<?, ?>> entries, List<Runnable> completions)
			throws SQLException {
		List<I> inputs = new ArrayList<>();
		for (Entry<?, ?> entry : entries) {
			inputs.addAll((List<I>) entry.inputs());
		}
		List<O> outputs = ((Work<I, O>) entries.get(0).work()).run(session, inputs);
		int from = 0;
		for (Entry<?, ?> entry : entries) {
			int to = from + entry.inputs().size();
			List<O> own = List.copyOf(outputs.subList(from, to));
			completions.add(() -> ((Entry<I, O>) entry).future().complete(own));
			from = to;
		}
	}

	// Returns whether it is certain that nothing was stored.

	private boolean abandon(Session session, boolean began, Throwable failure) {
		boolean undone = !began;
		boolean usable = failure instanceof BackendException || (failure instanceof SQLException ex && outlives(ex));
		try {
			if (began) {
				this.database.dialect().rollback(session);
				undone = true;
			}
			session.clear();
		}
		catch (SQLException | RuntimeException ex) {
			usable = false;
		}
		this.database.release(session, !usable);
		return undone;
	}

	private boolean outlives(SQLException ex) {
		return this.database.dialect().isDeadlock(ex) || this.database.dialect().outlives(ex);
	}

	private BackendException unknown(Throwable ex) {
		return new BackendException(ErrorKind.TIMEOUT, this.database.description()
				+ " was lost while it committed; what was written may or may not be stored (" + ex.getMessage() + ")",
				ex);
	}

	private BackendException translate(Throwable ex) {
		if (ex instanceof BackendException failure) {
			return failure;
		}
		if (ex instanceof SQLException failure) {
			return this.database.dialect().translate(this.database.description(), failure);
		}
		ErrorKind kind = (ex instanceof Error) ? ErrorKind.UNAVAILABLE : ErrorKind.INVALID;
		return new BackendException(kind, this.database.description() + ": " + ex, ex);
	}

	private void failQueued() {
		Entry<?, ?> entry;
		while ((entry = this.queue.poll()) != null) {
			entry.fail(closedException());
		}
	}

	private BackendException closedException() {
		return new BackendException(ErrorKind.CLOSED, this.database.description() + " was closed", null);
	}

	/**
	 * Finish what was handed over, then end.
	 */
	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.queue.add(new Entry<>((session, inputs) -> inputs, List.of(0), false, new CompletableFuture<>()));
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(5));
			if (this.thread.isAlive()) {
				this.thread.interrupt();
				this.thread.join(TimeUnit.SECONDS.toMillis(1));
			}
		}
		catch (InterruptedException ex) {
			this.thread.interrupt();
			Thread.currentThread().interrupt();
		}
		failQueued();
	}

	/**
	 * Statements inside a transaction. May run again in another one if the first fails,
	 * so it changes nothing but the database.
	 *
	 * @param <I> the type of an input
	 * @param <O> the type of an output
	 */
	interface Work<I, O> {

		// Do it. Returns one output for each input, in the same order

		List<O> run(Session session, List<I> inputs) throws SQLException;

	}

	private record Entry<I, O>(Work<I, O> work, List<I> inputs, boolean durable, CompletableFuture<List<O>> future) {

		void fail(BackendException failure) {
			this.future.completeExceptionally(failure);
		}

	}

	// isolatable: it may be the fault of one entry; restartable: it is nobody's fault

	private record Failure(BackendException exception, boolean isolatable, boolean restartable) {

	}

}
