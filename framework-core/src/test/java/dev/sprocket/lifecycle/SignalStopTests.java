// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class SignalStopTests {

	private final ConfigurableApplicationContext context = new GenericApplicationContext();

	private final BlockingQueue<Integer> exits = new LinkedBlockingQueue<>();

	private final List<Integer> halts = new CopyOnWriteArrayList<>();

	private final SignalStop signalStop = new SignalStop(new ProcessStop(this.context, this.exits::add),
			this.halts::add);

	@Test
	void firstSignalClosesTheContextAndExitsWithZero() throws InterruptedException {
		this.context.refresh();
		this.signalStop.on("TERM");
		assertThat(this.exits.poll(10, TimeUnit.SECONDS)).isZero();
		assertThat(this.context.isActive()).isFalse();
		assertThat(this.halts).isEmpty();
	}

	@Test
	void sameSignalAgainHaltsAtOnce() {
		this.context.refresh();
		this.signalStop.on("TERM");
		this.signalStop.on("TERM");
		assertThat(this.halts).containsExactly(143);
	}

	@Test
	void interruptAgainHaltsWithItsOwnStatus() {
		this.context.refresh();
		this.signalStop.on("INT");
		this.signalStop.on("INT");
		assertThat(this.halts).containsExactly(130);
	}

	@Test
	void otherSignalOfTheSameRequestIsIgnored() {
		this.context.refresh();
		this.signalStop.on("INT");
		this.signalStop.on("TERM");
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

}
