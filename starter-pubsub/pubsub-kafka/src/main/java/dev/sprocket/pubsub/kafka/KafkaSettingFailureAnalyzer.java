// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells which setting of a Kafka client to change.
 */
final class KafkaSettingFailureAnalyzer extends AbstractFailureAnalyzer<KafkaSettingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, KafkaSettingException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.action(), cause);
	}

}
