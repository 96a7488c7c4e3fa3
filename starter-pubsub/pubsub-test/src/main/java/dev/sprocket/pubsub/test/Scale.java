// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

/**
 * How large the suite runs: the system property {@code sprocket.scale}, {@code small} or
 * {@code full}.
 */
enum Scale {

	SMALL, FULL;

	static Scale current() {
		return "full".equals(System.getProperty("sprocket.scale")) ? FULL : SMALL;
	}

	int of(int small, int full) {
		return (this == FULL) ? full : small;
	}

}
