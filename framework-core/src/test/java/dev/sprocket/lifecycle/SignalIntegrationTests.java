// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs POSIX signals")
class SignalIntegrationTests {

	private static final String SIGNALS = "--sprocket.lifecycle.signals=true";

	private static final long SIGINT_BIT = 1 << 1;

	@TempDir
	Path folder;

	private Process process;

	@AfterEach
	void killWhatIsLeft() {
		if (this.process != null) {
			this.process.destroyForcibly();
		}
	}

	@Test
	void whenSigtermArrivesThenTheProcessStopsInOrderAndExitsWithZero() throws Exception {
		start(SIGNALS);
		signal("TERM");
		assertThat(exitStatus()).isZero();
		assertThat(output()).contains("SIGTERM: stopping in order", "in the hook", "Stopped in");
	}

	@Test
	void whenSigintArrivesThenTheProcessStopsInOrderAndExitsWithZero() throws Exception {
		assumeThat(isSigintIgnored()).as("SKIPPED: whoever started this build ignores SIGINT, as 'mvn verify &' does")
			.isFalse();
		start(SIGNALS);
		signal("INT");
		assertThat(exitStatus()).isZero();
		assertThat(output()).contains("SIGINT: stopping in order", "in the hook", "Stopped in");
	}

	@Test
	void whenSigtermArrivesOnceMoreDuringAHangingHookThenTheProcessHaltsAtOnce() throws Exception {
		start(SIGNALS, "--hang=true");
		signal("TERM");
		awaitOutput("in the hook");
		await().atMost(Duration.ofSeconds(8)).until(() -> {
			signal("TERM");
			return this.process.waitFor(300, TimeUnit.MILLISECONDS);
		});
		assertThat(exitStatus()).isEqualTo(143);
		assertThat(output()).contains("halting at once").doesNotContain("Stopped in");
	}

	@Test
	void whenSigtermArrivesTwiceWithinAMomentThenTheProcessStopsInOrder() throws Exception {
		start(SIGNALS);
		signal("TERM", "TERM", "INT");
		assertThat(exitStatus()).isZero();
		assertThat(output()).contains("in the hook", "Stopped in").doesNotContain("halting");
	}

	@Test
	void whenSignalsAreOffThenTheJvmHandlesThemAndThePlanRunsAllTheSame() throws Exception {
		start();
		signal("TERM");
		assertThat(exitStatus()).isEqualTo(143);
		assertThat(output()).contains("in the hook", "Stopped in").doesNotContain("stopping in order");
	}

	@Test
	void whenTheApplicationCannotGoOnThenItStopsInOrderAndExitsWithOne() throws Exception {
		start("--fail=true");
		assertThat(exitStatus()).isEqualTo(1);
		assertThat(output()).contains("port 1 refuses connections", "in the hook", "Stopped in");
	}

	private void start(String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), SignalApplication.class.getName()));
		command.addAll(List.of(arguments));
		this.process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("output").toFile())
			.start();
		awaitOutput("ready");
	}

	private void signal(String... names) throws IOException, InterruptedException {
		String kill = Stream.of(names)
			.map((name) -> "kill -" + name + " " + this.process.pid())
			.collect(Collectors.joining(" && "));
		assertThat(new ProcessBuilder("sh", "-c", kill).start().waitFor()).isZero();
	}

	/**
	 * A process inherits from its parent that it ignores a signal.
	 * @return whether a process started from here would
	 */
	private static boolean isSigintIgnored() throws IOException {
		Path status = Path.of("/proc/self/status");
		if (!Files.exists(status)) {
			return false;
		}
		try (Stream<String> lines = Files.lines(status)) {
			String mask = lines.filter((line) -> line.startsWith("SigIgn:")).findFirst().orElse("SigIgn: 0");
			long ignored = Long.parseUnsignedLong(mask.substring(mask.indexOf(':') + 1).trim(), 16);
			return (ignored & SIGINT_BIT) != 0;
		}
	}

	private void awaitOutput(String text) {
		await().atMost(Duration.ofSeconds(60)).until(() -> output().lines().anyMatch((line) -> line.equals(text)));
	}

	private int exitStatus() throws InterruptedException {
		assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return this.process.exitValue();
	}

	private String output() throws IOException {
		return Files.readString(this.folder.resolve("output"));
	}

}
