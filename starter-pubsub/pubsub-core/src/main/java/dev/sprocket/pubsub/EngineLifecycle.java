// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.lifecycle.DrainResult;
import dev.sprocket.lifecycle.LifecycleParticipant;

/**
 * The engine's part in the stop of a process.
 */
final class EngineLifecycle implements LifecycleParticipant {

	private final List<EngineSubscription> subscriptions;

	private final Transactions transactions;

	private final SendLoop sending;

	private final CountDownLatch intakeStopped = new CountDownLatch(1);

	EngineLifecycle(List<EngineSubscription> subscriptions, Transactions transactions, SendLoop sending) {
		this.subscriptions = subscriptions;
		this.transactions = transactions;
		this.sending = sending;
	}

	@Override
	public String name() {
		return "pubsub";
	}

	@Override
	public void stopIntake() {
		this.intakeStopped.countDown();
		this.subscriptions.removeIf(EngineSubscription::isClosed);
		this.subscriptions.forEach(EngineSubscription::stopIntake);
	}

	boolean isIntakeStopped() {
		return this.intakeStopped.getCount() == 0;
	}

	CountDownLatch intakeStopped() {
		return this.intakeStopped;
	}

	@Override
	public DrainResult drain(Deadline deadline) {
		this.subscriptions.forEach(EngineSubscription::stopIntake);
		long drained = 0;
		long released = 0;
		long abandoned = 0;
		for (EngineSubscription subscription : this.subscriptions) {
			subscription.drain(deadline.remaining());
			drained += subscription.drained();
			released += subscription.released();
			abandoned += subscription.abandoned();
		}
		return new DrainResult("messages", drained, released, abandoned);
	}

	@Override
	public void flush(Deadline deadline) {
		this.transactions.flush(deadline.remaining());
		this.sending.flush(deadline.remaining());
	}

}
