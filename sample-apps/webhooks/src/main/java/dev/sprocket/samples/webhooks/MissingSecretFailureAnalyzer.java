// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;

/**
 * Says what to set when there is no secret. It comes before Boot's own analyzer, which
 * knows what is wrong but no remedy.
 */
@Order(0)
class MissingSecretFailureAnalyzer extends AbstractFailureAnalyzer<BindValidationException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindValidationException cause) {
		if (!isAboutTheSecret(cause)) {
			return null;
		}
		return new FailureAnalysis(
				"webhooks.secret is not set: without it nobody can tell a delivery of GitHub from a forged one.",
				"Set the environment variable WEBHOOKS_SECRET (or the property webhooks.secret) to the secret that was "
						+ "given to GitHub with the webhook's address. To try the service out, run it with "
						+ "--spring.profiles.active=dev, which has a secret of its own.",
				cause);
	}

	private static boolean isAboutTheSecret(BindValidationException cause) {
		return StreamSupport.stream(cause.getValidationErrors().spliterator(), false)
			.anyMatch((error) -> error instanceof FieldError field && field.getObjectName().equals("webhooks")
					&& field.getField().equals("secret"));
	}

}
