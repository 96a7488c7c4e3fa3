// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Tells who has the store, and how to have two.
 */
@Order(0)
final class EmbeddedStoreInUseFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedStoreInUseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EmbeddedStoreInUseException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"End that process, or give this one a file of its own with sprocket.pubsub.embedded.path. "
						+ "To share messages between processes set sprocket.pubsub.backend to a backend "
						+ "made for that, such as jdbc or kafka.",
				cause);
	}

}
