// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.echo.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import dev.sprocket.benchmarks.echo.v1.EchoGrpc;
import dev.sprocket.benchmarks.echo.v1.Msg;

/**
 * Keeps a number of calls in flight on one connection until all are made; each must be
 * answered with what it sent.
 */
final class CallsInFlight {

	private static final Msg MESSAGE = Msg.newBuilder().setPayload(ByteString.copyFrom(new byte[100])).build();

	private static final int PATIENCE_SECONDS = 120;

	private final EchoGrpc.EchoStub echo;

	private final int calls;

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

	private final CountDownLatch left;

	CallsInFlight(Channel channel, int calls) {
		this.echo = EchoGrpc.newStub(channel);
		this.calls = calls;
		this.left = new CountDownLatch(calls);
	}

	String run(int inFlight) throws InterruptedException {
		long begin = System.nanoTime();
		for (int i = 0; i < inFlight; i++) {
			next();
		}
		if (!this.left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
			return "failed: " + this.left.getCount() + " calls are not answered";
		}
		double seconds = (System.nanoTime() - begin) / 1e9;
		String reason = this.failure.get();
		return (reason != null) ? "failed: " + reason : String.valueOf(Math.round(this.calls / seconds));
	}

	private void next() {
		if (this.begun.getAndIncrement() < this.calls) {
			this.echo.say(MESSAGE, new Answer());
		}
	}

	/**
	 * The answer to one call, after which the next one is made.
	 */
	private final class Answer implements StreamObserver<Msg> {

		private boolean right;

		@Override
		public void onNext(Msg message) {
			this.right = message.equals(MESSAGE);
		}

		@Override
		public void onError(Throwable error) {
			end(error.getMessage());
		}

		@Override
		public void onCompleted() {
			end(this.right ? null : "an answer is not what was sent");
		}

		private void end(@Nullable String reason) {
			if (reason != null) {
				CallsInFlight.this.failure.compareAndSet(null, reason);
			}
			CallsInFlight.this.left.countDown();
			next();
		}

	}

}
