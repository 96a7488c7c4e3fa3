// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;

class StoreCheckTests {

	private final BackendException locked = new BackendException(ErrorKind.UNAVAILABLE, "locked", null);

	private final CountDownLatch none = new CountDownLatch(0);

	private Instant now = Instant.EPOCH;

	private int checks;

	private volatile @Nullable BackendException failure;

	private volatile CountDownLatch delay = this.none;

	private volatile CountDownLatch entered = this.none;

	private final StoreCheck check = new StoreCheck(this::check, () -> this.now);

	@Test
	void whenAskedAgainWithinASecondThenItIsNotCheckedAgain() {
		assertThat(this.check.failure()).isNull();
		this.failure = this.locked;
		this.now = this.now.plus(Duration.ofMillis(999));
		assertThat(this.check.failure()).isNull();
		assertThat(this.checks).isEqualTo(1);
	}

	@Test
	void whenASecondHasPassedThenItIsCheckedAgain() {
		this.check.failure();
		this.failure = this.locked;
		this.now = this.now.plus(Duration.ofSeconds(1));
		assertThat(this.check.failure()).isSameAs(this.locked);
		this.failure = null;
		this.now = this.now.plus(Duration.ofSeconds(1));
		assertThat(this.check.failure()).isNull();
	}

	@Test
	void whenOneCallerIsCheckingThenOthersGetTheVerdictBefore() throws Exception {
		this.check.failure();
		this.failure = this.locked;
		this.now = this.now.plus(Duration.ofSeconds(1));
		this.delay = new CountDownLatch(1);
		this.entered = new CountDownLatch(1);
		CompletableFuture<@Nullable BackendException> other = CompletableFuture.supplyAsync(this.check::failure);
		this.entered.await();
		assertThat(this.check.failure()).isNull();
		this.delay.countDown();
		assertThat(other.get()).isSameAs(this.locked);
	}

	private void check() {
		this.checks++;
		this.entered.countDown();
		try {
			this.delay.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		if (this.failure != null) {
			throw this.failure;
		}
	}

}
