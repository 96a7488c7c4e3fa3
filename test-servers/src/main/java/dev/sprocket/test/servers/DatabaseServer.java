// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test.servers;

/**
 * A database server that tests have started.
 */
public interface DatabaseServer {

	/**
	 * Make a new, empty schema.
	 * @return its address for JDBC, without a password
	 */
	String url();

	/**
	 * Kill the server as a crash would, and start it again on its data and its port. Not
	 * for one that other tests use.
	 */
	void restart();

	/**
	 * Kill the server and delete its data. Idempotent; what is not stopped is when this
	 * JVM ends.
	 */
	void stop();

}
