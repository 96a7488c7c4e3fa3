// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test.servers;

/**
 * How much a test does: little in every build, all of it with the profile {@code full}.
 */
public final class Scale {

	private Scale() {
	}

	/**
	 * Return whether figures may be claimed from this run.
	 * @return {@code true} with the profile {@code full}
	 */
	public static boolean isFull() {
		return "full".equals(System.getProperty("sprocket.scale"));
	}

}
