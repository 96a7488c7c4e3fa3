// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import io.grpc.ServerCall.Listener;

/**
 * Binds the call to the thread around everything that a handler hears.
 */
final class BoundListener<Q> extends Listener<Q> {

	private final Listener<Q> delegate;

	private final IncomingCall call;

	BoundListener(Listener<Q> delegate, IncomingCall call) {
		this.delegate = delegate;
		this.call = call;
	}

	@Override
	public void onMessage(Q message) {
		this.call.run(() -> this.delegate.onMessage(message));
	}

	@Override
	public void onHalfClose() {
		this.call.run(this.delegate::onHalfClose);
	}

	@Override
	public void onCancel() {
		this.call.run(this.delegate::onCancel);
	}

	@Override
	public void onComplete() {
		this.call.run(this.delegate::onComplete);
	}

	@Override
	public void onReady() {
		this.call.run(this.delegate::onReady);
	}

}
