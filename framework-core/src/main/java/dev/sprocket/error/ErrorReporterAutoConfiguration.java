// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.error;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the error reporters.
 */
@AutoConfiguration
public final class ErrorReporterAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ErrorReporters errorReporters(ObjectProvider<ErrorReporter> reporters) {
		return new ErrorReporters(reporters.orderedStream().toList());
	}

}
