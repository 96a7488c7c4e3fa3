// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * Makes a letter that may be taken of one that is refused for good: others may have
 * written a message that we may not write. Its body goes into the claim store if there is
 * one, and is left out otherwise; then the headers of the message are.
 *
 * @param messages leaves out, and says so in the letter
 * @param format puts bodies into the claim store
 * @param executor waits for that
 */
record RefusedLetters(DeadLetterMessages messages, ContentFormat format, Executor executor) {

	/**
	 * Return whether a letter would be refused again.
	 * @param failure why it is not stored
	 * @return {@code true} if it is the letter that is at fault, or may be
	 */
	static boolean isRefusal(BackendException failure) {
		return failure.kind() == ErrorKind.TOO_LARGE || failure.kind() == ErrorKind.INVALID;
	}

	/**
	 * Return what to try instead of what was refused.
	 * @param letter the letter
	 * @param refusal why it was refused
	 * @return completed once it may be sent: with {@code null} if there is nothing to
	 * leave out; exceptionally if the store cannot take the body now
	 */
	CompletableFuture<@Nullable Letter> smaller(Letter letter, BackendException refusal) {
		if (letter.form().body().length > 0 && this.format.hasClaimStore()) {
			return CompletableFuture.supplyAsync(() -> claimed(letter, refusal), this.executor);
		}
		return CompletableFuture.completedFuture(lacking(letter, refusal));
	}

	private @Nullable Letter claimed(Letter letter, BackendException refusal) {
		OutboundMessage form = letter.form();
		try {
			Content claim = this.format.claim(new Content(form.topic(), form.key(), form.headers(), form.body(), null));
			OutboundMessage whole = new OutboundMessage(form.topic(), form.id(), form.key(), claim.headers(),
					claim.body(), null, null, null);
			return letter.claimed(whole);
		}
		catch (PubSubException ex) {
			BackendException failure = new BackendException(ex.kind(), String.valueOf(ex.getMessage()), ex);
			if (isRefusal(failure)) {
				return lacking(letter, refusal);
			}
			throw failure;
		}
	}

	private @Nullable Letter lacking(Letter letter, BackendException refusal) {
		OutboundMessage smaller = this.messages.smaller(letter.form(), refusal);
		return (smaller != null) ? letter.as(smaller) : null;
	}

}
