// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Tells which script makes the tables.
 */
@Order(0)
final class MissingTablesFailureAnalyzer extends AbstractFailureAnalyzer<MissingTablesException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingTablesException cause) {
		return new FailureAnalysis(cause.database() + " has no pub/sub tables, or not all.",
				"Run the script 'classpath:" + cause.script() + "', for example as a Flyway or Liquibase migration, "
						+ "or set sprocket.pubsub.jdbc.initialize-schema=always.",
				cause);
	}

}
