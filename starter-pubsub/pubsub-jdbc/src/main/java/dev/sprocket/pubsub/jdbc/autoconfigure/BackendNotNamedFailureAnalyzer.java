// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Tells how to choose a backend on Kubernetes.
 */
@Order(0)
final class BackendNotNamedFailureAnalyzer extends AbstractFailureAnalyzer<BackendNotNamedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, BackendNotNamedException cause) {
		String broker = cause.property().equals(NamedOnKubernetes.BACKEND)
				? ", or add a broker's backend such as sprocket-pubsub-kafka" : "";
		return new FailureAnalysis(
				cause.getMessage() + ". This application runs on Kubernetes, where a pod may lose its disk, "
						+ "and the replicas of a service would not share their messages.",
				"Set " + cause.property() + "=jdbc to use the application's database" + broker
						+ ". For one replica with a persistent volume set " + cause.property()
						+ "=embedded and sprocket.pubsub.embedded.path.",
				cause);
	}

}
