// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a page says below "Try it with the sample", block by block.
 *
 * @param settings the lines of {@code application.yml}
 * @param start the commands that start the sample
 * @param calls the commands that post to it
 */
record HowTo(String settings, String start, String calls) {

	private static final Pattern BLOCK = Pattern.compile("(?:^ {7}.*\n)+", Pattern.MULTILINE);

	static HowTo read(String page) {
		try {
			String text = Files.readString(TestFiles.root().resolve("docs/how-to").resolve(page));
			List<String> blocks = BLOCK.matcher(text.substring(text.indexOf("## Try it with the sample")))
				.results()
				.map(MatchResult::group)
				.map(String::stripIndent)
				.toList();
			assertThat(blocks).as("Settings, start and calls of %s", page).hasSize(3);
			return new HowTo(blocks.get(0), blocks.get(1), blocks.get(2));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Put what is true here in the place of what the page takes for granted.
	 * @param assumed what the page says
	 * @param actual what is so
	 * @return the changed page
	 */
	HowTo with(String assumed, String actual) {
		assertThat(this.settings + this.start + this.calls).contains(assumed);
		return new HowTo(this.settings.replace(assumed, actual), this.start.replace(assumed, actual),
				this.calls.replace(assumed, actual));
	}

	/**
	 * Run the calls.
	 * @return what they print
	 */
	String call() {
		try {
			Process shell = new ProcessBuilder("bash", "-ec", this.calls).redirectErrorStream(true).start();
			try (InputStream output = shell.getInputStream()) {
				return new String(output.readAllBytes(), StandardCharsets.UTF_8);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
