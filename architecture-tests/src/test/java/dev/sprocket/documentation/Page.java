// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a page quotes and says what it should be now:
 * {@code <!-- generated:properties sprocket.lifecycle -->} to
 * {@code <!-- /generated -->}, and the fenced block after
 * {@code <!-- snippet: path/of/File.java#Member -->}.
 */
final class Page {

	private static final Pattern GENERATED = Pattern
		.compile("(<!-- generated:(\\w+)([^>]*?) -->\n)(.*?)(<!-- /generated -->)", Pattern.DOTALL);

	private static final Pattern SNIPPET = Pattern
		.compile("(<!-- snippet: ([^\\s#]+)(?:#(\\w+))? -->\n```\\w*\n)(.*?)(```\n)", Pattern.DOTALL);

	private final Path root;

	private final ConfigurationMetadata metadata;

	Page(Path root, ConfigurationMetadata metadata) {
		this.root = root;
		this.metadata = metadata;
	}

	String regenerate(String text) {
		return replace(SNIPPET, replace(GENERATED, text, this::table), this::snippet);
	}

	private static String replace(Pattern pattern, String text, Function<MatchResult, String> content) {
		return pattern.matcher(text)
			.replaceAll((match) -> Matcher
				.quoteReplacement(match.group(1) + content.apply(match) + match.group(match.groupCount())));
	}

	private String table(MatchResult block) {
		List<String> arguments = List.of(block.group(3).trim().split("\\s+"));
		return "\n" + switch (block.group(2)) {
			case "properties" -> this.metadata.table(arguments);
			case "opinions" -> Opinions.table(arguments.get(0));
			case "capabilities" -> ConformanceRuns.in(this.root).capabilities(block.group(4));
			case "conformance" -> ConformanceRuns.in(this.root).items(block.group(4));
			default -> throw new IllegalArgumentException("Unknown kind of table: " + block.group());
		} + "\n";
	}

	private String snippet(MatchResult block) {
		return SourceRegion.of(this.root.resolve(block.group(2)), block.group(3));
	}

}
