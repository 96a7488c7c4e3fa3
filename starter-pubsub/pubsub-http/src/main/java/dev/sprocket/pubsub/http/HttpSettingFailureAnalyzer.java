// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells which setting to change.
 */
final class HttpSettingFailureAnalyzer extends AbstractFailureAnalyzer<HttpSettingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, HttpSettingException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.action(), cause);
	}

}
