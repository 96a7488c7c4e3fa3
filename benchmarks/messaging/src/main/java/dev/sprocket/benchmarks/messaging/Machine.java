// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Where and when a figure was measured.
 */
final class Machine {

	private Machine() {
	}

	static String description(String command) {
		return """
				- command: `%s`
				- date: %s
				- machine: %s, %d cores, %s %s
				- JVM: %s %s, heap at most %d MiB
				- load before: %s
				""".formatted(command, Instant.now().truncatedTo(ChronoUnit.SECONDS), processor(),
				Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"),
				System.getProperty("os.version"), System.getProperty("java.vm.name"), Runtime.version(),
				Runtime.getRuntime().maxMemory() >> 20, firstLine(Path.of("/proc/loadavg")));
	}

	private static String processor() {
		try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse(System.getProperty("os.arch"));
		}
		catch (IOException ex) {
			return System.getProperty("os.arch");
		}
	}

	private static String firstLine(Path file) {
		try (var lines = Files.lines(file)) {
			return lines.findFirst().orElse("unknown");
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

}
