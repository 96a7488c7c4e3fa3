// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Tells how to give pub/sub its data source.
 */
@Order(0)
final class DataSourceNotChosenFailureAnalyzer extends AbstractFailureAnalyzer<DataSourceNotChosenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DataSourceNotChosenException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				cause.beans().isEmpty()
						? "Add spring-boot-starter-jdbc and a driver and set spring.datasource.url, "
								+ "or set sprocket.pubsub.backend=embedded to keep messages in a file."
						: "Annotate the bean that is to hold the pub/sub tables with @PubSubDataSource.",
				cause);
	}

}
