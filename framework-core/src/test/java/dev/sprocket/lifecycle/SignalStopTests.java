// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class SignalStopTests {

	private final ConfigurableApplicationContext context = new GenericApplicationContext();

	private final BlockingQueue<Integer> exits = new LinkedBlockingQueue<>();

	private final List<Integer> halts = new CopyOnWriteArrayList<>();

	@Test
	void firstSignalClosesTheContextAndExitsWithZero() throws InterruptedException {
		this.context.refresh();
		signalStop(SignalStop.ONE_REQUEST).on("TERM");
		assertThat(this.exits.poll(10, TimeUnit.SECONDS)).isZero();
		assertThat(this.context.isActive()).isFalse();
		assertThat(this.halts).isEmpty();
	}

	@Test
	void whenASignalComesAfterTheFirstRequestThenItHaltsAtOnce() {
		this.context.refresh();
		SignalStop signalStop = signalStop(Duration.ZERO);
		signalStop.on("TERM");
		signalStop.on("TERM");
		assertThat(this.halts).containsExactly(143);
		signalStop.on("INT");
		assertThat(this.halts).containsExactly(143, 130);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TERM", "INT" })
	void whenSignalsComeTogetherThenTheyAreOneRequest(String second) throws InterruptedException {
		this.context.refresh();
		SignalStop signalStop = signalStop(Duration.ofMinutes(1));
		signalStop.on("TERM");
		signalStop.on(second);
		signalStop.on(second);
		assertThat(this.exits.poll(10, TimeUnit.SECONDS)).isZero();
		assertThat(this.halts).isEmpty();
	}

	@Test
	void whenCloseFailsThenTheExitStatusSaysSo() throws InterruptedException {
		GenericApplicationContext failing = new GenericApplicationContext() {
			@Override
			public void close() {
				throw new IllegalStateException("stuck");
			}
		};
		new ProcessStop(failing, this.exits::add).begin(ProcessStop.ORDERLY);
		assertThat(this.exits.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
	}

	private SignalStop signalStop(Duration oneRequest) {
		return new SignalStop(new ProcessStop(this.context, this.exits::add), this.halts::add, oneRequest);
	}

}
