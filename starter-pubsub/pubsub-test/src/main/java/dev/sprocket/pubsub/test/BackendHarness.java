// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import dev.sprocket.pubsub.spi.Backend;

/**
 * What the conformance suite needs to know about one backend and its store. A harness
 * lives as long as one test; topics have unique names, so that a store may be shared
 * between tests.
 */
public interface BackendHarness extends AutoCloseable {

	/**
	 * Return the name of the column in the capability matrix.
	 * @return such as {@code memory} or {@code postgresql}
	 */
	String name();

	/**
	 * Return a backend on the store of this harness. Several are open at a time, as of
	 * several instances of a service; where the store admits one backend only, return a
	 * {@link SharedBackend} of it each time.
	 * @return a backend that the suite closes
	 */
	Backend open();

	/**
	 * Take note that the process that held a backend was killed: let go of what would
	 * keep the next one out (file locks, say), without anything that a process does on a
	 * clean stop. The suite sees to it that no call reaches the backend any more.
	 * @param backend what {@link #open()} returned
	 */
	default void abandon(Backend backend) {
	}

	/**
	 * Return the clock of the store, which the engine runs on, too.
	 * @return the clock
	 */
	Clock clock();

	/**
	 * Let time pass: move a virtual clock, or wait with {@link Patience#pass(Duration)}
	 * for a real one.
	 * @param duration how long
	 */
	void advance(Duration duration);

	/**
	 * Return the unit in which the suite measures delays and leases: short, and well
	 * above what the backend needs to settle or deliver a message.
	 * @return 200 ms by default
	 */
	default Duration beat() {
		return Duration.ofMillis(200);
	}

	/**
	 * Return how long the suite waits, in real time, before something that must happen
	 * counts as missing.
	 * @return a minute by default
	 */
	default Duration patience() {
		return Patience.DEFAULT.limit();
	}

	/**
	 * Wait until the members of a group have shared its lanes out between them. Where a
	 * member asks for messages and owns no lane there is nothing to wait for.
	 * @param topic the topic
	 * @param group the group
	 * @param members how many members it has; each gets a lane at least
	 */
	default void awaitMembers(String topic, String group, int members) {
	}

	/**
	 * Return the transactions in which messages can be published: of the store, where
	 * {@link dev.sprocket.pubsub.spi.Capability#TRANSACTIONAL_PUBLISH} is declared, or of
	 * a data source whose outbox relays to the backend.
	 * @return empty by default
	 */
	default Optional<Transactions> transactions() {
		return Optional.empty();
	}

	/**
	 * Return what breaks the network to the store, for a backend whose store is reached
	 * over one.
	 * @return always the same one; empty by default
	 */
	default Optional<Faults> faults() {
		return Optional.empty();
	}

	/**
	 * Start a server that no other test uses, for the test that kills it. Called once a
	 * test at most.
	 * @return the server, which the suite closes; empty by default
	 */
	default Optional<RestartableServer> startServer() {
		return Optional.empty();
	}

	/**
	 * Release the store. All backends are closed by then.
	 */
	@Override
	void close();

}
