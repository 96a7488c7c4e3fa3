// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Reads what a call to a backend failed with.
 */
final class BackendFailures {

	private BackendFailures() {
	}

	static BackendException of(@Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof BackendException backendException) {
			return backendException;
		}
		return new BackendException(ErrorKind.UNAVAILABLE, "the backend failed in an unknown way: " + cause, cause);
	}

}
