// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test;

import java.util.Objects;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/**
 * What Boot would print for a failure that one of our analyzers explains.
 */
public final class FailureAnalyses {

	private FailureAnalyses() {
	}

	/**
	 * Explain a failure, or fail.
	 * @param failure why an application does not start
	 * @return what the first of our analyzers says that knows it
	 */
	public static FailureAnalysis of(@Nullable Throwable failure) {
		Objects.requireNonNull(failure, "nothing failed");
		return SpringFactoriesLoader.forDefaultResourceLocation(FailureAnalyses.class.getClassLoader())
			.load(FailureAnalyzer.class, FailureHandler.logging(LogFactory.getLog(FailureAnalyses.class)))
			.stream()
			.filter((analyzer) -> analyzer.getClass().getName().startsWith("dev.sprocket."))
			.map((analyzer) -> analyzer.analyze(failure))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> new AssertionError("nobody explains " + failure, failure));
	}

}
