// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;

/**
 * Writes what a backend declared and which items of the checklist it passed to
 * {@code target/conformance/<backend>.json}. The tables of the reference are made of
 * these files.
 */
final class ConformanceReport implements AfterEachCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(ConformanceReport.class);

	@Override
	public void afterEach(ExtensionContext context) {
		ConformanceTests test = (ConformanceTests) context.getRequiredTestInstance();
		Results results = context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(test.harness().name(), (name) -> new Results(name.toString()), Results.class);
		results.declare(test);
		results.add(context.getDisplayName().split(" ", 2)[0], outcome(context, test));
	}

	private static String outcome(ExtensionContext context, ConformanceTests test) {
		Throwable failure = context.getExecutionException().orElse(null);
		if (failure instanceof TestAbortedException) {
			return "not applicable";
		}
		if (failure != null) {
			return "failed";
		}
		return passed(context.getRequiredTestMethod(), test.capabilities());
	}

	static String passed(Method test, Capabilities declared) {
		if (test.isAnnotationPresent(Refusal.class)) {
			return "refused";
		}
		Requires requires = test.getAnnotation(Requires.class);
		return (requires != null) ? declared.of(requires.value()).name().toLowerCase() : "passed";
	}

	/**
	 * The results of one backend, written when the run is over.
	 */
	static final class Results implements AutoCloseable {

		/** What an item is called whose tests had several of these outcomes. */
		private static final List<String> PRECEDENCE = List.of("failed", "emulated", "native", "passed", "refused",
				"not applicable");

		private final String backend;

		private final Map<String, String> capabilities = new LinkedHashMap<>();

		private final SortedMap<String, String> items = new TreeMap<>();

		Results(String backend) {
			this.backend = backend;
		}

		synchronized void declare(ConformanceTests test) {
			for (Capability capability : Capability.values()) {
				this.capabilities.put(capability.name(), test.capabilities().of(capability).name().toLowerCase());
			}
		}

		synchronized void add(String item, String outcome) {
			this.items.merge(item, outcome, Results::merge);
		}

		synchronized Map<String, String> items() {
			return Map.copyOf(this.items);
		}

		@Override
		public synchronized void close() {
			Path file = Path.of("target", "conformance", this.backend + ".json");
			try {
				Files.createDirectories(file.getParent());
				Files.writeString(file, json());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private String json() {
			Map<String, Object> content = new LinkedHashMap<>();
			content.put("backend", this.backend);
			content.put("capabilities", this.capabilities);
			content.put("items", this.items);
			return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsString(content);
		}

		private static String merge(String one, String other) {
			return (PRECEDENCE.indexOf(one) < PRECEDENCE.indexOf(other)) ? one : other;
		}

	}

}
