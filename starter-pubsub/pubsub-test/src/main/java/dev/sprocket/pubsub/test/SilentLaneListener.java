// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.LaneListener;

/**
 * Takes no notice of lanes that come and go.
 */
final class SilentLaneListener implements LaneListener {

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
