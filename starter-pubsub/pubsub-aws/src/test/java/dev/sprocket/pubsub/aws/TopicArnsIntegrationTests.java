// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;

import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.test.Patience;
import dev.sprocket.test.servers.SnsSqsServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Topics that are looked up while others are published to.
 */
class TopicArnsIntegrationTests {

	private static final BiConsumer<String, String> NOTHING = (topic, arn) -> {
	};

	private final SnsClient sns = Emulator.sns(SnsSqsServer.start());

	private final TopicArns arns = new TopicArns(this.sns, Emulator.settings(false, FanOut.SNS, Missing.CREATE),
			new AwsNames(false));

	private final String name = "-" + UUID.randomUUID();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch answered = new CountDownLatch(1);

	private final AtomicInteger lookUps = new AtomicInteger();

	@AfterEach
	void close() {
		this.answered.countDown();
		this.threads.shutdown();
		this.sns.close();
	}

	@Test
	void whenALookUpTakesLongThenPublishingToKnownTopicsDoesNotWait() throws Exception {
		// all of them have the same hash
		this.arns.published("AaAa" + this.name, NOTHING);
		String known = this.arns.published("BBBB" + this.name, NOTHING);
		CompletableFuture<String> slow = published("AaBB" + this.name, this::answerLater);
		this.begun.await();
		CompletableFuture<String> again = published("BBBB" + this.name, NOTHING);
		Patience.DEFAULT.until("the known topic", again::isDone);
		assertThat(again).isCompletedWithValue(known);
		assertThat(slow).isNotDone();
	}

	@Test
	void whenSeveralAskForATopicThenItIsLookedUpOnce() throws Exception {
		CompletableFuture<String> first = published(this.name, this::answerLater);
		this.begun.await();
		CompletableFuture<String> second = published(this.name, this::answerLater);
		this.answered.countDown();
		assertThat(second.join()).isEqualTo(first.join()).endsWith(this.name);
		assertThat(this.lookUps).hasValue(1);
	}

	@Test
	void whenALookUpFailsThenTheNextLooksAgain() {
		BackendException failure = new BackendException(ErrorKind.UNAVAILABLE, "on purpose", null);
		assertThatExceptionOfType(BackendException.class)
			.isThrownBy(() -> this.arns.published(this.name, (topic, arn) -> {
				throw failure;
			}))
			.isSameAs(failure);
		assertThat(this.arns.published(this.name, NOTHING)).endsWith(this.name);
	}

	private CompletableFuture<String> published(String topic, BiConsumer<String, String> prepare) {
		return CompletableFuture.supplyAsync(() -> this.arns.published(topic, prepare), this.threads);
	}

	private void answerLater(String topic, String arn) {
		this.lookUps.incrementAndGet();
		this.begun.countDown();
		try {
			this.answered.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
