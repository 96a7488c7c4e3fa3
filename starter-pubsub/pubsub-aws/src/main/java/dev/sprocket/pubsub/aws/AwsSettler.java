// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.SettleOutcome.Status;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Settles deliveries in batches: leases are extended first, then messages are given back,
 * then deleted, so that two settlements of one message never meet in one batch. Deletions
 * are sent several requests at a time.
 *
 * @param clock the clock
 * @param threads send requests
 */
record AwsSettler(Clock clock, Executor threads) {

	private static final int REQUESTS = 8;

	private static final BackendException CUMULATIVE = new BackendException(ErrorKind.UNSUPPORTED,
			"SQS settles each message by itself", null);

	List<SettleOutcome> settle(List<Settlement> settlements) {
		SettleOutcome[] outcomes = new SettleOutcome[settlements.size()];
		Arrays.fill(outcomes, SettleOutcome.failed(CUMULATIVE));
		Map<Kind, List<Step>> steps = new EnumMap<>(Kind.class);
		for (int i = 0; i < outcomes.length; i++) {
			Settlement settlement = settlements.get(i);
			if (settlement instanceof Settlement.Extend each) {
				add(steps, Kind.EXTEND, i, each.delivery(), each.lease());
			}
			else if (settlement instanceof Settlement.Release each) {
				add(steps, Kind.RELEASE, i, each.delivery(), each.delay());
			}
			else if (settlement instanceof Settlement.Ack each) {
				add(steps, Kind.DELETE, i, each.delivery(), Duration.ZERO);
			}
			else if (settlement instanceof Settlement.Reject each) {
				add(steps, Kind.DELETE, i, each.delivery(), Duration.ZERO);
			}
		}
		AtomicReference<@Nullable BackendException> unreachable = new AtomicReference<>();
		steps.forEach((kind, some) -> carryOut(kind, some, outcomes, unreachable));
		return List.of(outcomes);
	}

	private static void add(Map<Kind, List<Step>> steps, Kind kind, int index, Delivery delivery, Duration time) {
		steps.computeIfAbsent(kind, (first) -> new ArrayList<>())
			.add(new Step(index, (Receipt) delivery.token(), time));
	}

	/**
	 * Give back what is not settled; what cannot be given back comes again when its lease
	 * is over.
	 * @param receipts for what
	 */
	void giveBack(Collection<Receipt> receipts) {
		List<Step> steps = receipts.stream().map((receipt) -> new Step(0, receipt, Duration.ZERO)).toList();
		carryOut(Kind.RELEASE, steps, new SettleOutcome[1], new AtomicReference<>());
	}

	private void carryOut(Kind kind, List<Step> steps, SettleOutcome[] outcomes,
			AtomicReference<@Nullable BackendException> unreachable) {
		List<List<Step>> batches = batches(steps, outcomes);
		Executor executor = (kind == Kind.DELETE && batches.size() > 1) ? this.threads : Runnable::run;
		for (int from = 0; from < batches.size(); from += REQUESTS) {
			batches.subList(from, Math.min(batches.size(), from + REQUESTS))
				.stream()
				.map((batch) -> Batches.run(() -> send(kind, batch, outcomes, unreachable), executor))
				.toList()
				.forEach(CompletableFuture::join);
		}
	}

	private void send(Kind kind, List<Step> batch, SettleOutcome[] outcomes,
			AtomicReference<@Nullable BackendException> unreachable) {
		long now = this.clock.millis();
		List<Integer> seconds = batch.stream().map((step) -> step.receipt().seconds(step.time(), now)).toList();
		BackendException known = unreachable.get();
		List<SettleOutcome> answers = (known != null) ? Collections.nCopies(batch.size(), SettleOutcome.failed(known))
				: answers(kind, batch.stream().map(Step::receipt).toList(), seconds, unreachable);
		for (int i = 0; i < batch.size(); i++) {
			Step step = batch.get(i);
			outcomes[step.index()] = answers.get(i);
			if (answers.get(i).status() == Status.DONE && kind == Kind.EXTEND) {
				outcomes[step.index()] = extended(step, now, seconds.get(i));
			}
			else if (answers.get(i).status() != Status.FAILED) {
				step.receipt().settled();
			}
		}
	}

	private static SettleOutcome extended(Step step, long now, int seconds) {
		step.receipt().extended(now, seconds);
		return (Duration.ofSeconds(seconds).compareTo(step.time()) < 0)
				? SettleOutcome.extendedUntil(Instant.ofEpochMilli(step.receipt().leaseUntil())) : SettleOutcome.DONE;
	}

	// What one request does not do says nothing about the others, unless nobody answers:
	// each of them would wait for as long, on the engine thread.

	private static List<SettleOutcome> answers(Kind kind, List<Receipt> batch, List<Integer> seconds,
			AtomicReference<@Nullable BackendException> unreachable) {
		GroupQueue queue = batch.get(0).queue();
		try {
			return (kind == Kind.DELETE) ? queue.delete(batch) : queue.hide(batch, seconds);
		}
		catch (BackendException ex) {
			if (ex.kind() == ErrorKind.TIMEOUT || ex.kind() == ErrorKind.UNAVAILABLE) {
				unreachable.set(ex);
			}
			return Collections.nCopies(batch.size(), SettleOutcome.failed(ex));
		}
	}

	// What is still ours, in requests of one queue each.

	private List<List<Step>> batches(List<Step> steps, SettleOutcome[] outcomes) {
		long now = this.clock.millis();
		Map<GroupQueue, List<Step>> valid = new LinkedHashMap<>();
		for (Step step : steps) {
			if (step.receipt().isStale(now)) {
				outcomes[step.index()] = SettleOutcome.STALE;
			}
			else {
				valid.computeIfAbsent(step.receipt().queue(), (queue) -> new ArrayList<>()).add(step);
			}
		}
		return valid.values().stream().flatMap((each) -> Batches.of(each).stream()).toList();
	}

	// In the order in which they are carried out.

	private enum Kind {

		EXTEND, RELEASE, DELETE

	}

	private record Step(int index, Receipt receipt, Duration time) {

	}

}
