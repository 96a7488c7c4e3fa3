// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Checks the links of a page to files of the project and to their headings.
 */
final class Links {

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]*)\\)");

	private final Path root;

	Links(Path root) {
		this.root = root;
	}

	List<String> broken(Path page) throws IOException {
		Path file = this.root.resolve(page);
		return LINK.matcher(Files.readString(file))
			.results()
			.map((MatchResult link) -> link.group(1))
			.filter((target) -> !target.startsWith("http://") && !target.startsWith("https://"))
			.filter((target) -> !exists(file, target))
			.toList();
	}

	private static boolean exists(Path page, String target) {
		String[] parts = target.split("#", 2);
		Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
		if (!Files.exists(file)) {
			return false;
		}
		try {
			return parts.length == 1 || Files.readAllLines(file)
				.stream()
				.filter((line) -> line.startsWith("#"))
				.anyMatch((heading) -> anchor(heading).equals(parts[1]));
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String anchor(String heading) {
		return heading.replaceAll("^#+ ", "")
			.toLowerCase(Locale.ROOT)
			.replaceAll("[^\\p{L}\\p{N} _-]", "")
			.replace(' ', '-');
	}

}
