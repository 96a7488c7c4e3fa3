// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import dev.sprocket.pubsub.spi.ClaimStore;

/**
 * Where large bodies are kept instead of in their messages, which carry a reference. Both
 * sides need the store, the same one; what publishers and subscribers see of a message is
 * the same as without. Known as the Claim Check pattern.
 *
 * @param store the store
 * @param threshold a body that is larger goes to the store, encoded; {@code null} for
 * none: bodies that others have put there are read
 * @param retention how long a body is kept, from when its message is published or, if
 * that is later, due; removed within a day after that, whatever has become of the
 * message. Longer than any group is behind and any dead letter is left waiting
 */
public record ClaimCheck(ClaimStore store, @Nullable DataSize threshold, Duration retention) {

	public ClaimCheck {
		if (threshold != null && threshold.isNegative()) {
			throw new IllegalArgumentException(
					"The threshold of the claim check must not be negative, but is " + threshold);
		}
		if (retention.isNegative() || retention.isZero()) {
			throw new IllegalArgumentException("The retention of the claim check must be positive, not " + retention);
		}
	}

}
