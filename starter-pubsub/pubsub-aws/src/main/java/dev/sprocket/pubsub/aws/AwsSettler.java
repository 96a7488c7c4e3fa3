// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import dev.sprocket.pubsub.spi.BackendException;
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
		List<Step> extend = new ArrayList<>();
		List<Step> release = new ArrayList<>();
		List<Step> delete = new ArrayList<>();
		for (int i = 0; i < outcomes.length; i++) {
			Settlement settlement = settlements.get(i);
			if (settlement instanceof Settlement.Extend each) {
				extend.add(new Step(i, (Receipt) each.delivery().token(), each.lease()));
			}
			else if (settlement instanceof Settlement.Release each) {
				release.add(new Step(i, (Receipt) each.delivery().token(), each.delay()));
			}
			else if (settlement instanceof Settlement.Ack each) {
				delete.add(new Step(i, (Receipt) each.delivery().token(), Duration.ZERO));
			}
			else if (settlement instanceof Settlement.Reject each) {
				delete.add(new Step(i, (Receipt) each.delivery().token(), Duration.ZERO));
			}
		}
		hide(extend, outcomes, false);
		hide(release, outcomes, true);
		delete(delete, outcomes);
		return List.of(outcomes);
	}

	/**
	 * Give back what is not settled; what cannot be given back comes again when its lease
	 * is over.
	 * @param receipts for what
	 */
	void giveBack(Collection<Receipt> receipts) {
		List<Step> steps = receipts.stream().map((receipt) -> new Step(0, receipt, Duration.ZERO)).toList();
		hide(steps, new SettleOutcome[1], true);
	}

	private void hide(List<Step> steps, SettleOutcome[] outcomes, boolean settles) {
		for (List<Step> batch : batches(steps, outcomes)) {
			long now = this.clock.millis();
			List<Integer> seconds = batch.stream().map((step) -> step.receipt().seconds(step.time(), now)).toList();
			List<SettleOutcome> answers = call(batch, () -> queue(batch).hide(receipts(batch), seconds));
			for (int i = 0; i < batch.size(); i++) {
				outcomes[batch.get(i).index()] = answers.get(i);
				if (answers.get(i).status() == Status.DONE && !settles) {
					batch.get(i).receipt().extended(now, seconds.get(i));
				}
				else if (answers.get(i).status() != Status.FAILED) {
					batch.get(i).receipt().settled();
				}
			}
		}
	}

	private void delete(List<Step> steps, SettleOutcome[] outcomes) {
		List<List<Step>> batches = batches(steps, outcomes);
		for (int from = 0; from < batches.size(); from += REQUESTS) {
			batches.subList(from, Math.min(batches.size(), from + REQUESTS))
				.stream()
				.map((batch) -> Batches.run(() -> deleteBatch(batch, outcomes),
						(batches.size() > 1) ? this.threads : Runnable::run))
				.toList()
				.forEach(CompletableFuture::join);
		}
	}

	private static void deleteBatch(List<Step> batch, SettleOutcome[] outcomes) {
		List<SettleOutcome> answers = call(batch, () -> queue(batch).delete(receipts(batch)));
		for (int i = 0; i < batch.size(); i++) {
			outcomes[batch.get(i).index()] = answers.get(i);
			if (answers.get(i).status() != Status.FAILED) {
				batch.get(i).receipt().settled();
			}
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

	// What one request does not do says nothing about the others.

	private static List<SettleOutcome> call(List<Step> batch, Request request) {
		try {
			return request.send();
		}
		catch (BackendException ex) {
			return batch.stream().map((step) -> SettleOutcome.failed(ex)).toList();
		}
	}

	private static GroupQueue queue(List<Step> batch) {
		return batch.get(0).receipt().queue();
	}

	private static List<Receipt> receipts(List<Step> batch) {
		return batch.stream().map(Step::receipt).toList();
	}

	private interface Request {

		List<SettleOutcome> send();

	}

	private record Step(int index, Receipt receipt, Duration time) {

	}

}
