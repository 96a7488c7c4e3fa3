// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * Wakes an engine thread that is made after those who wake it. Until it is there it does
 * not wait.
 */
final class EngineAlarm {

	private volatile @Nullable ReceiveLoop loop;

	void set(ReceiveLoop loop) {
		this.loop = loop;
	}

	/**
	 * End a wait for the backend.
	 */
	void wakeup() {
		ReceiveLoop set = this.loop;
		if (set != null) {
			set.wakeup();
		}
	}

	/**
	 * End a wait for whatever it is.
	 */
	void wakeFromAnyWait() {
		ReceiveLoop set = this.loop;
		if (set != null) {
			set.wakeFromAnyWait();
		}
	}

}
