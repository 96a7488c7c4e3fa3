// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

/**
 * Where a server of this process listens.
 */
@FunctionalInterface
interface LocalPort {

	/**
	 * Return the port.
	 * @return the port, or 0 while the server does not listen
	 */
	int value();

}
