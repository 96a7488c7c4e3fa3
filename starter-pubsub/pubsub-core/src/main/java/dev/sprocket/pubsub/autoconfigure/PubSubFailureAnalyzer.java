// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Explains what of pub/sub ends the start of an application: a {@link SetupException} in
 * its own words, a {@link PubSubException} or {@link BackendException} by its kind.
 */
@Order(0)
final class PubSubFailureAnalyzer extends AbstractFailureAnalyzer<Throwable> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, Throwable cause) {
		SetupException setup = findCause(rootFailure, SetupException.class);
		if (setup != null) {
			return new FailureAnalysis(setup.problem() + ".", setup.remedy(), setup);
		}
		PubSubException refused = findCause(rootFailure, PubSubException.class);
		if (refused != null) {
			return new FailureAnalysis(String.valueOf(refused.getMessage()), action(refused.kind()), refused);
		}
		BackendException failed = findCause(rootFailure, BackendException.class);
		return (failed != null)
				? new FailureAnalysis(String.valueOf(failed.getMessage()), action(failed.kind()), failed) : null;
	}

	private static String action(ErrorKind kind) {
		return switch (kind) {
			case INVALID -> "Change the name or setting that is named above.";
			case UNSUPPORTED ->
				"Choose a backend that can do it (see the capability matrix in the documentation), or do without.";
			case NOT_FOUND -> "Create what is missing, or correct its name.";
			case ALREADY_EXISTS -> "Let what is set here agree with what is there.";
			case PERMISSION_DENIED -> "Grant this application the right to use it.";
			case UNAVAILABLE, TIMEOUT -> "See that it runs and can be reached from here, then start again.";
			case FULL -> "Let those who read catch up, remove a group that nobody reads, or raise the bound.";
			case TOO_LARGE -> "Make the message smaller, or let a store keep its body (sprocket.pubsub.claim-check.*).";
			case CORRUPT -> "Restore what is stored from a backup, or move it away to begin anew without it.";
			case CLOSED -> "Find out from the log why it was closed before the application was ready.";
		};
	}

}
