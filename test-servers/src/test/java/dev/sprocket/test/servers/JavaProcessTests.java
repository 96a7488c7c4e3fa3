// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test.servers;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JavaProcessTests {

	@TempDir
	private Path folder;

	@Test
	void whenItEndsWithoutWhatIsWaitedForThenTheWaitFailsWithItsErrors() {
		try (JavaProcess process = start("broken")) {
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> process.until(() -> process.lines("printed").size() > 1))
				.withMessageContaining("The process ended:")
				.withMessageContaining("printed broken")
				.withMessageContaining("java.lang.IllegalStateException: on purpose");
		}
	}

	@Test
	void whenItEndsAfterWhatIsWaitedForThenTheWaitIsOver() throws InterruptedException {
		try (JavaProcess process = start("well", "and more")) {
			assertThat(process.awaitExit()).isZero();
			process.until(() -> !process.lines("printed").isEmpty());
			assertThat(process.lines("printed")).containsExactly("well", "and more");
		}
	}

	private JavaProcess start(String... words) {
		return JavaProcess.start(this.folder.resolve("output"), Printing.class, words);
	}

	public static final class Printing {

		private Printing() {
		}

		public static void main(String[] words) {
			for (String word : words) {
				System.out.println("printed " + word);
			}
			if (words[0].equals("broken")) {
				throw new IllegalStateException("on purpose");
			}
			System.out.print("printed half a line");
		}

	}

}
