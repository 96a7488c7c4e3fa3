// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Phaser;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Moves batches from the queue to the sender: on the thread of a caller when nothing is
 * on its way, else on the thread that completed the batch before, or of a caller who
 * filled one that may go beside it. What users have hung on a future runs on threads of
 * its own: neither the backend nor another user waits for it.
 */
final class SendLoop {

	private static final Logger logger = LoggerFactory.getLogger(SendLoop.class);

	private static final int BATCHES_IN_A_ROW = 16;

	private static final long WATCH_MILLIS = 20;

	private static final long FULL_MILLIS = 2;

	private final Sender sender;

	private final SendQueue queue;

	private final ThreadPoolExecutor threads;

	private final AtomicBoolean watching = new AtomicBoolean();

	private final CountDownLatch ended = new CountDownLatch(1);

	/**
	 * One party is this loop, which arrives when it is closed; the others are batches
	 * whose futures are being completed on other threads.
	 */
	private final Phaser settling = new Phaser(1);

	SendLoop(Sender sender, int batchSize) {
		this(sender, batchSize, WorkerThreads.named("pubsub-publisher"));
	}

	SendLoop(Sender sender, int batchSize, ThreadFactory threads) {
		this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads);
		this.sender = sender;
		this.queue = new SendQueue(batchSize, sender.maxInFlight());
	}

	void submit(PendingSend send) {
		send(this.queue.add(send), send);
		watchUnlessDone(send);
	}

	void submitAll(List<PendingSend> sends) {
		int from = 0;
		while (from < sends.size()) {
			from += this.queue.addAsMuchAsFits(sends, from);
			send(this.queue.next(), null);
			if (from < sends.size()) {
				PendingSend waits = sends.get(from++);
				watchUnlessDone(waits);
				send(this.queue.add(waits), null);
			}
		}
		sends.forEach(this::watchUnlessDone);
	}

	/**
	 * Wait until what was published before has an outcome.
	 * @param timeout how long to wait
	 * @return {@code false} if some of it has none yet
	 */
	boolean flush(Duration timeout) {
		CompletableFuture<?>[] pending = this.queue.pending().toArray(new CompletableFuture<?>[0]);
		try {
			CompletableFuture.allOf(pending)
				.handle((nothing, failure) -> true)
				.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException ex) {
			// each publisher will be told
			return false;
		}
	}

	void close(Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		this.queue.close();
		flush(timeout);
		awaitSettled(end - System.nanoTime());
		this.ended.countDown();
		this.queue.pending()
			.forEach((send) -> send.fail(ErrorKind.TIMEOUT,
					"the publisher was closed before the backend answered: the message may or may not be stored",
					null));
		this.threads.shutdown();
		this.sender.close();
	}

	private void awaitSettled(long nanos) {
		try {
			this.settling.awaitAdvanceInterruptibly(this.settling.arrive(), nanos, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException ex) {
			// they are told later
		}
	}

	private void send(List<PendingSend> first, @Nullable PendingSend own) {
		List<PendingSend> batch = first;
		for (int i = 1; !batch.isEmpty(); i++) {
			List<PendingSend> current = batch;
			if (i % BATCHES_IN_A_ROW == 0 && startThread(() -> send(current, null))) {
				return;
			}
			CompletableFuture<List<SendOutcome>> sent = send(current);
			List<PendingSend> beside = this.queue.passed(current);
			List<PendingSend> after = List.of();
			if (sent.isDone()) {
				after = finish(current, sent, own);
			}
			else {
				sent.whenComplete((outcomes, failure) -> send(finish(current, outcomes, failure, null), null));
			}
			batch = beside.isEmpty() ? after : beside;
		}
	}

	private CompletableFuture<List<SendOutcome>> send(List<PendingSend> batch) {
		List<OutboundMessage> messages = new ArrayList<>(batch.size());
		for (PendingSend send : batch) {
			messages.add(send.message());
		}
		try {
			return this.sender.send(messages);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private List<PendingSend> finish(List<PendingSend> batch, CompletableFuture<List<SendOutcome>> sent,
			@Nullable PendingSend own) {
		try {
			return finish(batch, sent.join(), null, own);
		}
		catch (CompletionException | CancellationException ex) {
			return finish(batch, null, ex, own);
		}
	}

	private List<PendingSend> finish(List<PendingSend> batch, @Nullable List<SendOutcome> outcomes,
			@Nullable Throwable failure, @Nullable PendingSend own) {
		if (outcomes == null || outcomes.size() != batch.size()) {
			SendOutcome all = SendOutcome.failed(BackendFailures.of(failure));
			batch.forEach((send) -> send.outcome(all));
		}
		else {
			for (int i = 0; i < batch.size(); i++) {
				batch.get(i).outcome(outcomes.get(i));
			}
		}
		// before the queue forgets them, so that somebody knows of each at any time
		this.settling.register();
		boolean proceeds = this.queue.finish(batch);
		try {
			settle(batch, own);
		}
		catch (Throwable ex) {
			// not even the log works; the next batch must not wait for that
		}
		return proceeds ? this.queue.proceed() : List.of();
	}

	private void settle(List<PendingSend> finished, @Nullable PendingSend own) {
		List<PendingSend> others = null;
		for (PendingSend send : finished) {
			// nobody has been given the future of an own one yet
			if (!send.isAsync() || send == own) {
				settle(send);
			}
			else {
				others = (others != null) ? others : new ArrayList<>();
				others.add(send);
			}
		}
		if (others == null) {
			this.settling.arriveAndDeregister();
			return;
		}
		List<PendingSend> elsewhere = others;
		onThread(() -> {
			elsewhere.forEach(SendLoop::settle);
			this.settling.arriveAndDeregister();
		});
	}

	private boolean startThread(Runnable task) {
		try {
			this.threads.execute(task);
			return true;
		}
		catch (Throwable ex) {
			// closed, or no thread to be had
			return false;
		}
	}

	private void onThread(Runnable task) {
		if (!startThread(task)) {
			task.run();
		}
	}

	private static void settle(PendingSend send) {
		try {
			send.settle();
		}
		catch (Throwable ex) {
			logger.error("A meter or an observation of a publish failed", ex);
		}
	}

	private void watchUnlessDone(PendingSend send) {
		if (!send.isDone() && this.ended.getCount() > 0 && this.watching.compareAndSet(false, true)
				&& !startThread(this::watch)) {
			// the next publish tries again
			this.watching.set(false);
		}
	}

	private void watch() {
		try {
			do {
				long millis = this.queue.hasFull() ? FULL_MILLIS : WATCH_MILLIS;
				if (this.ended.await(millis, TimeUnit.MILLISECONDS)) {
					return;
				}
				List<PendingSend> overdue = this.queue.removeOverdue();
				if (!overdue.isEmpty()) {
					onThread(() -> overdue.forEach(PendingSend::expire));
				}
				send(this.queue.next(), null);
			}
			while (!this.queue.pending().isEmpty());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.watching.set(false);
		}
		this.queue.pending().stream().findFirst().ifPresent(this::watchUnlessDone);
	}

}
