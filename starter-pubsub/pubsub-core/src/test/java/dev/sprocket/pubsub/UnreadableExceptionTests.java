// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

class UnreadableExceptionTests {

	@Test
	void whenAnErrorCanBeLookedAtThenItStaysWhatItIs() {
		Throwable error = new IllegalStateException("no", new IllegalArgumentException());
		assertThat(UnreadableException.readable(error)).isSameAs(error);
	}

	@Test
	@Timeout(10)
	void whenCausesGoInACircleThenTheErrorStaysWhatItIs() {
		Throwable cause = new IllegalArgumentException();
		Throwable error = new IllegalStateException("no", cause);
		cause.initCause(error);
		assertThat(UnreadableException.readable(error)).isSameAs(error);
	}

	@Test
	void whenACauseCannotBeLookedAtThenSomethingElseStandsForTheError() {
		Throwable readable = UnreadableException.readable(new IllegalStateException("no", new SilentException()));
		assertThat(readable).hasMessage(IllegalStateException.class.getName()
				+ ", which cannot be looked at: that throws a " + UnsupportedOperationException.class.getName());
	}

	private static final class SilentException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new UnsupportedOperationException();
		}

		@Override
		public String toString() {
			return "silent";
		}

	}

}
