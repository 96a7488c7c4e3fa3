// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The script {@code benchmarks/run} over what this build has packaged.
 */
class RunIntegrationTests {

	private static final String ROOT = System.getProperty("sprocket.root");

	@Test
	void whenNameIsUnknownThenNamesAreListed() throws Exception {
		Run run = run("nonsense");
		assertThat(run.status()).isEqualTo(64);
		assertThat(run.output())
			.contains("publish-sqlite|receive-sqlite|memory|backlog-heap|http-cpu|grpc|rss|start|balancing|pick");
	}

	@Test
	void whenQuickThenMessagingShowsThatItRuns() throws Exception {
		Run run = run("memory", "--quick");
		assertThat(run.output()).contains("queue by hand");
		assertThat(run.status()).as(run.output()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "balancing, | p2c_ewma |", "pick, PickBenchmark.pick" })
	void whenQuickThenTheBalancerShowsThatItRuns(String name, String row) throws Exception {
		Run run = run(name, "--quick");
		assertThat(run.output()).contains("- machine: ", row);
		assertThat(run.status()).as(run.output()).isZero();
	}

	@Test
	void whenQuickThenHttpCpuShowsThatItRuns() throws Exception {
		assumeHttpToolsAreInstalled();
		Run run = run("http-cpu", "--quick", "--only", "boot");
		assertThat(run.output()).contains("| boot |", "**1.00**");
		assertThat(run.status()).as(run.output()).isZero();
	}

	@Test
	void whenQuickThenGrpcShowsThatItRuns() throws Exception {
		assumeHttpToolsAreInstalled();
		Run run = run("grpc", "--quick", "--only", "rpc @NonBlocking");
		assertThat(run.output()).contains("| boot |", "**1.00**", "| rpc @NonBlocking |");
		assertThat(run.status()).as(run.output()).isZero();
	}

	@Test
	void whenQuickThenRssShowsThatItRuns() throws Exception {
		assumeHttpToolsAreInstalled();
		Run run = run("rss", "--quick", "--only", "pubsub");
		assertThat(run.output()).contains("| boot |", "| pubsub |");
		assertThat(run.status()).as(run.output()).isZero();
	}

	@Test
	void whenQuickThenStartShowsThatItRuns() throws Exception {
		assumeHttpToolsAreInstalled();
		Run run = run("start", "--quick", "--kind", "all");
		assertThat(run.output()).contains("| boot, java -jar |", "| all, as packaged |", "| all, java -jar |");
		assertThat(run.status()).as(run.output()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "publish-sqlite", "receive-sqlite", "memory", "backlog-heap", "http-cpu", "grpc", "rss",
			"start", "balancing", "pick" })
	@EnabledIfSystemProperty(named = "sprocket.scale", matches = "full")
	void whenScaleIsFullThenReportIsKept(String name) throws Exception {
		Run run = run(name);
		assertThat(run.output()).contains("- machine: ");
		assertThat(run.status()).as(run.output()).isZero();
	}

	private static void assumeHttpToolsAreInstalled() throws InterruptedException {
		if (!Boolean.getBoolean("sprocket.test.require-servers")) {
			assumeThat(isInstalled("h2load", "--version") && isInstalled("python3", "--version"))
				.as("SKIPPED: h2load (Debian: nghttp2-client) and python3 are not both installed")
				.isTrue();
		}
	}

	private static boolean isInstalled(String... command) throws InterruptedException {
		try {
			return new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static Run run(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(ROOT + "/benchmarks/run"));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().put("SPROCKET_BENCHMARKS_BUILT", "1");
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return new Run(process.waitFor(), output);
	}

	/**
	 * How a run ended.
	 *
	 * @param status its exit status
	 * @param output what it printed
	 */
	private record Run(int status, String output) {

	}

}
