// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ToIntFunction;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * What a batch request takes, and how its answers find their entries: the id of an entry
 * is its index.
 */
final class Batches {

	/** Entries in one request. */
	static final int MAX_ENTRIES = 10;

	private Batches() {
	}

	static <T> List<List<T>> of(List<T> all) {
		List<List<T>> batches = new ArrayList<>();
		for (int from = 0; from < all.size(); from += MAX_ENTRIES) {
			batches.add(all.subList(from, Math.min(all.size(), from + MAX_ENTRIES)));
		}
		return batches;
	}

	/**
	 * Share out what has sizes; an element that is larger than a request has one of its
	 * own.
	 * @param <T> what is sent
	 * @param all what is to be sent
	 * @param bytes the size of each
	 * @param maxBytes how many bytes in one request
	 * @return the requests, in order
	 */
	static <T> List<List<T>> of(List<T> all, ToIntFunction<T> bytes, int maxBytes) {
		List<List<T>> batches = new ArrayList<>();
		List<T> last = List.of();
		int filled = 0;
		for (T each : all) {
			int size = bytes.applyAsInt(each);
			if (last.isEmpty() || last.size() == MAX_ENTRIES || filled + size > maxBytes) {
				last = new ArrayList<>();
				batches.add(last);
				filled = 0;
			}
			last.add(each);
			filled += size;
		}
		return batches;
	}

	/**
	 * Run what sends a request.
	 * @param task the task
	 * @param threads run it
	 * @return complete when it has run
	 * @throws BackendException {@link ErrorKind#CLOSED} if the threads take no more
	 */
	static CompletableFuture<Void> run(Runnable task, Executor threads) {
		try {
			return CompletableFuture.runAsync(task, threads);
		}
		catch (RejectedExecutionException ex) {
			throw new BackendException(ErrorKind.CLOSED, "The backend is closed", ex);
		}
	}

	/**
	 * The outcomes of a batch that is sent. An entry that the answer does not name is not
	 * known to be stored.
	 */
	static final class Outcomes {

		private final String topic;

		private final SendOutcome[] outcomes;

		Outcomes(String topic, int size) {
			this.topic = topic;
			this.outcomes = new SendOutcome[size];
			Arrays.fill(this.outcomes, SendOutcome.failed(new BackendException(ErrorKind.TIMEOUT,
					"Topic " + topic + ": the answer to a batch does not say what became of this message", null)));
		}

		void stored(String id, String messageId) {
			this.outcomes[Integer.parseInt(id)] = SendOutcome.stored(messageId);
		}

		void failed(String id, String code, String message, boolean ourFault) {
			this.outcomes[Integer.parseInt(id)] = SendOutcome
				.failed(AwsErrors.of("Topic " + this.topic, code, message, ourFault));
		}

		List<SendOutcome> all() {
			return List.of(this.outcomes);
		}

	}

}
