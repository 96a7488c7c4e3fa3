// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.LaneListener;

/**
 * For backends that settle each message by itself: their leases say what is still ours.
 */
final class FixedLane implements LaneListener {

	@Override
	public void lanesAssigned(Map<Lane, @Nullable String> lanes) {
	}

	@Override
	public void lanesRevoking(Collection<Lane> lanes, Deadline deadline) {
	}

	@Override
	public void lanesLost(Collection<Lane> lanes) {
	}

}
