// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What happens between a publisher and a sender that answers when the test says so.
 */
class SendLoopTests {

	private static final Duration SOON = Duration.ofMillis(50);

	private static final Duration LATER = Duration.ofMinutes(1);

	private final HeldSender sender = new HeldSender(1);

	private final SendLoop loop = new SendLoop(this.sender, 100);

	@AfterEach
	void close() {
		this.sender.answerAll();
		this.loop.close(Duration.ofSeconds(10));
	}

	private PendingSend submit(String id, Duration timeout, boolean async) {
		PendingSend send = pending(id, timeout, async);
		this.loop.submit(send);
		return send;
	}

	private static PendingSend pending(String id, Duration timeout, boolean async) {
		return pending(id, timeout, async, Meters.NONE);
	}

	private static PendingSend pending(String id, Duration timeout, boolean async, Meters meters) {
		OutboundMessage message = new OutboundMessage("orders", id, null, Map.of(), new byte[1], null, null, null);
		return new PendingSend(message, async, timeout, meters, null);
	}

	@Test
	void whenABatchIsUnderWayThenWhatComesMeanwhileIsTheNext() {
		submit("1", LATER, true);
		submit("2", LATER, true);
		submit("3", LATER, true);
		assertThat(this.sender.ids()).containsExactly(List.of("1"));
		this.sender.answer(0);
		assertThat(this.sender.ids()).containsExactly(List.of("1"), List.of("2", "3"));
	}

	@Test
	void whenTheSenderKeepsTheOrderThenFullBatchesOverlap() {
		HeldSender overlapping = new HeldSender(2);
		SendLoop pipeline = new SendLoop(overlapping, 2);
		for (int i = 1; i <= 6; i++) {
			pipeline.submit(pending(String.valueOf(i), LATER, true));
		}
		assertThat(overlapping.ids()).containsExactly(List.of("1"), List.of("2", "3"));
		overlapping.answer(1);
		assertThat(overlapping.ids()).containsExactly(List.of("1"), List.of("2", "3"), List.of("4", "5"));
		overlapping.answer(2);
		assertThat(overlapping.ids()).as("one that is not full").hasSize(3);
		overlapping.answer(0);
		assertThat(overlapping.ids()).hasSize(4).last().isEqualTo(List.of("6"));
		overlapping.answerAll();
		pipeline.close(LATER);
	}

	@Test
	void whenACallHangsThenTheNextGoesWhenNobodyWaitsForItAnyMore() throws Exception {
		CountDownLatch hangs = new CountDownLatch(1);
		this.sender.before(() -> await(hangs));
		CompletableFuture<PendingSend> hanging = CompletableFuture.supplyAsync(() -> submit("1", SOON, false));
		Awaitility.await().until(() -> this.sender.isCalled());
		PendingSend next = submit("2", LATER, true);
		this.sender.awaitBatch(0);
		assertThat(this.sender.ids()).containsExactly(List.of("2"));
		this.sender.answer(0);
		assertThat(next.get(20, TimeUnit.SECONDS).stage()).isEqualTo(PublishResult.Stage.STORED);
		hangs.countDown();
		assertThat(hanging.get(20, TimeUnit.SECONDS)).failsWithin(Duration.ofSeconds(20));
	}

	@Test
	void whenOneOfABatchIsOverdueThenTheOthersAreNot() {
		PendingSend first = submit("1", LATER, true);
		PendingSend soon = submit("2", SOON, true);
		PendingSend later = submit("3", LATER, true);
		this.sender.answer(0);
		assertThatThrownBy(() -> soon.get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(PubSubException.class)
			.hasMessageContaining("Topic orders: no answer from the backend within PT0.05S")
			.hasMessageContaining("may or may not be stored");
		assertThat(later).isNotDone();
		this.sender.answer(1);
		assertThat(later.join().stage()).isEqualTo(PublishResult.Stage.STORED);
		assertThat(first.join().stage()).isEqualTo(PublishResult.Stage.STORED);
	}

	@Test
	void whenNobodyWaitsForABatchAnyMoreThenTheNextGoes() throws Exception {
		PendingSend lost = submit("1", SOON, true);
		PendingSend next = submit("2", LATER, true);
		assertThatThrownBy(() -> lost.get(20, TimeUnit.SECONDS)).hasMessageContaining("no answer from the backend");
		this.sender.awaitBatch(1);
		this.sender.answer(1);
		assertThat(next.get(20, TimeUnit.SECONDS).stage()).isEqualTo(PublishResult.Stage.STORED);
	}

	@Test
	void whenBackendHangsThenWhatItHoldsStillTakesSpace() {
		SendQueue queue = new SendQueue(100, 1);
		List<PendingSend> late = Collections.nCopies(10_000, pending("1", Duration.ofNanos(1), false));
		assertThat(queue.addAsMuchAsFits(late, 0)).isEqualTo(10_000);
		List<PendingSend> held = queue.next();
		assertThat(queue.removeOverdue()).hasSize(10_000);
		List<PendingSend> more = Collections.nCopies(10_000, pending("2", LATER, false));
		assertThat(queue.addAsMuchAsFits(more, 0)).isEqualTo(9_900);
		assertThat(queue.finish(held)).as("whether the batch still holds back others").isFalse();
		assertThat(queue.addAsMuchAsFits(more, 9_900)).isEqualTo(100);
	}

	@Test
	void whenWhatAUserHungOnAFutureBlocksThenOthersComplete() throws Exception {
		submit("1", LATER, false);
		CountDownLatch blocked = new CountDownLatch(1);
		CompletableFuture<?> blocking = submit("2", LATER, true).thenRun(() -> await(blocked));
		this.sender.answer(0);
		PendingSend other = submit("3", LATER, true);
		this.sender.answer(1);
		this.sender.answer(2);
		assertThat(other.get(20, TimeUnit.SECONDS).stage()).isEqualTo(PublishResult.Stage.STORED);
		assertThat(blocking).isNotDone();
		blocked.countDown();
		blocking.get(20, TimeUnit.SECONDS);
	}

	@Test
	void whenAMeterFailsThenTheOthersOfTheBatchAreAnswered() {
		PendingSend first = submit("1", LATER, false);
		this.loop.submit(pending("2", LATER, false, new Meters() {
			@Override
			public void published(String topic, long start, @Nullable PubSubException failure) {
				throw new IllegalStateException("no meter today");
			}
		}));
		PendingSend third = submit("3", LATER, false);
		PendingSend fourth = submit("4", LATER, false);
		this.sender.answer(0);
		this.sender.answer(1);
		assertThat(List.of(first, third, fourth)).allSatisfy((send) -> assertThat(send).isCompleted());
	}

	@Test
	void whenAFullBacklogRefusesThenTheMessageIsTriedAgain() throws Exception {
		PendingSend send = submit("1", LATER, true);
		this.sender.refuse(0);
		this.sender.awaitBatch(1);
		assertThat(send).isNotDone();
		this.sender.answer(1);
		assertThat(send.get(20, TimeUnit.SECONDS).stage()).isEqualTo(PublishResult.Stage.STORED);
	}

	@Test
	void whenClosedBeforeTheBackendAnswersThenItIsLeftOpenWhetherTheMessageIsStored() {
		PendingSend send = submit("1", LATER, true);
		this.loop.close(SOON);
		assertThatThrownBy(() -> send.get(20, TimeUnit.SECONDS)).cause()
			.isInstanceOfSatisfying(PubSubException.class,
					(failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT))
			.hasMessageContaining("may or may not be stored");
	}

	@Test
	void whenNoThreadIsToBeHadThenPublishingGoesOn() throws Exception {
		AtomicBoolean noThreads = new AtomicBoolean(true);
		SendLoop poor = new SendLoop(this.sender, 100, (task) -> {
			if (noThreads.get()) {
				throw new InternalError("unable to create native thread");
			}
			return new Thread(task);
		});
		List<PendingSend> sends = IntStream.range(0, 40)
			.mapToObj((number) -> pending(String.valueOf(number), LATER, true))
			.toList();
		for (int index = 0; index < sends.size(); index++) {
			poor.submit(sends.get(index));
			this.sender.answer(index);
		}
		assertThat(sends).allSatisfy((send) -> assertThat(send).isCompleted());
		noThreads.set(false);
		PendingSend overdue = pending("overdue", SOON, true);
		poor.submit(overdue);
		assertThatThrownBy(() -> overdue.get(20, TimeUnit.SECONDS)).hasMessageContaining("no answer from the backend");
		this.sender.answerAll();
		poor.close(SOON);
	}

	@Test
	void whenTheSenderEndsWithAnErrorThenThePublisherIsToldAndTheNextGoes() throws Exception {
		this.sender.error.set(new NoClassDefFoundError("on purpose"));
		PendingSend failed = submit("1", LATER, true);
		assertThatThrownBy(() -> failed.get(20, TimeUnit.SECONDS)).hasMessageContaining("on purpose");
		PendingSend next = submit("2", LATER, true);
		this.sender.answer(0);
		assertThat(next.get(20, TimeUnit.SECONDS).stage()).isEqualTo(PublishResult.Stage.STORED);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Keeps batches until it is told what became of them.
	 */
	private static final class HeldSender implements Sender {

		private static final Runnable NOTHING = () -> {
		};

		private final List<List<OutboundMessage>> batches = new CopyOnWriteArrayList<>();

		private final List<CompletableFuture<List<SendOutcome>>> answers = new CopyOnWriteArrayList<>();

		private final AtomicReference<@Nullable Error> error = new AtomicReference<>();

		private final AtomicReference<Runnable> before = new AtomicReference<>(NOTHING);

		private final int maxInFlight;

		HeldSender(int maxInFlight) {
			this.maxInFlight = maxInFlight;
		}

		@Override
		public int maxInFlight() {
			return this.maxInFlight;
		}

		void before(Runnable once) {
			this.before.set(once);
		}

		boolean isCalled() {
			return this.before.get() == NOTHING;
		}

		@Override
		public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
			this.before.getAndSet(NOTHING).run();
			Error failure = this.error.getAndSet(null);
			if (failure != null) {
				throw failure;
			}
			CompletableFuture<List<SendOutcome>> answer = new CompletableFuture<>();
			this.answers.add(answer);
			this.batches.add(batch);
			return answer;
		}

		List<List<String>> ids() {
			return this.batches.stream().map((batch) -> batch.stream().map(OutboundMessage::id).toList()).toList();
		}

		void awaitBatch(int index) {
			Awaitility.await().until(() -> this.batches.size() > index);
		}

		void answer(int index) {
			complete(index, SendOutcome.stored(null));
		}

		void refuse(int index) {
			complete(index, SendOutcome.failed(new BackendException(ErrorKind.FULL, "orders is full", null)));
		}

		private void complete(int index, SendOutcome outcome) {
			this.answers.get(index).complete(Collections.nCopies(this.batches.get(index).size(), outcome));
		}

		void answerAll() {
			for (int index = 0; index < this.answers.size(); index++) {
				answer(index);
			}
		}

		@Override
		public void close() {
		}

	}

}
