// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

	List<SettleOutcome> settle(GroupQueue queue, List<Settlement> settlements) {
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
		hide(queue, extend, outcomes, false);
		hide(queue, release, outcomes, true);
		delete(queue, delete, outcomes);
		return List.of(outcomes);
	}

	private void hide(GroupQueue queue, List<Step> steps, SettleOutcome[] outcomes, boolean settles) {
		for (List<Step> batch : Batches.of(valid(steps, outcomes))) {
			long now = this.clock.millis();
			List<Integer> seconds = batch.stream().map((step) -> step.receipt().seconds(step.time(), now)).toList();
			List<SettleOutcome> answers = call(batch, () -> queue.hide(receipts(batch), seconds));
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

	private void delete(GroupQueue queue, List<Step> steps, SettleOutcome[] outcomes) {
		List<List<Step>> batches = Batches.of(valid(steps, outcomes));
		for (int from = 0; from < batches.size(); from += REQUESTS) {
			batches.subList(from, Math.min(batches.size(), from + REQUESTS))
				.stream()
				.map((batch) -> Batches.run(() -> deleteBatch(queue, batch, outcomes),
						(batches.size() > 1) ? this.threads : Runnable::run))
				.toList()
				.forEach(CompletableFuture::join);
		}
	}

	private static void deleteBatch(GroupQueue queue, List<Step> batch, SettleOutcome[] outcomes) {
		List<SettleOutcome> answers = call(batch, () -> queue.delete(receipts(batch)));
		for (int i = 0; i < batch.size(); i++) {
			outcomes[batch.get(i).index()] = answers.get(i);
			if (answers.get(i).status() != Status.FAILED) {
				batch.get(i).receipt().settled();
			}
		}
	}

	private List<Step> valid(List<Step> steps, SettleOutcome[] outcomes) {
		long now = this.clock.millis();
		List<Step> valid = new ArrayList<>();
		for (Step step : steps) {
			if (step.receipt().isStale(now)) {
				outcomes[step.index()] = SettleOutcome.STALE;
			}
			else {
				valid.add(step);
			}
		}
		return valid;
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

	private static List<Receipt> receipts(List<Step> batch) {
		return batch.stream().map(Step::receipt).toList();
	}

	private interface Request {

		List<SettleOutcome> send();

	}

	private record Step(int index, Receipt receipt, Duration time) {

	}

}
