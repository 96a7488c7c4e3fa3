// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Clients that call servers in virtual time: calls arrive as a Poisson process, each
 * client in its turn at random, and end when the server says.
 */
final class Simulation {

	static final long SECOND = 1_000_000_000;

	private final Random random = new Random(2016);

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private final List<Call> calls = new ArrayList<>();

	private final List<Policy> clients = new ArrayList<>();

	private final Servers servers;

	private long now;

	Simulation(int clients, int serverCount, Servers servers, Policy.Factory policy) {
		this.servers = servers;
		for (int client = 0; client < clients; client++) {
			this.clients.add(policy.create(serverCount, () -> this.now, this.random));
		}
	}

	/**
	 * Run and return the calls that began in the time.
	 */
	List<Call> run(int seconds, int callsPerSecond) {
		arriveAfter(0, callsPerSecond, seconds * SECOND);
		for (Event event = this.events.poll(); event != null; event = this.events.poll()) {
			this.now = event.at();
			event.action().run();
		}
		return this.calls;
	}

	private void arriveAfter(long earlier, int callsPerSecond, long end) {
		long at = earlier + (long) (-Math.log(1 - this.random.nextDouble()) * SECOND / callsPerSecond);
		if (at < end) {
			this.events.add(new Event(at, () -> {
				call();
				arriveAfter(at, callsPerSecond, end);
			}));
		}
	}

	private void call() {
		Policy.Sent sent = this.clients.get(this.random.nextInt(this.clients.size())).send();
		Answer answer = this.servers.answer(sent.server(), this.now, this.random);
		this.calls.add(new Call(this.now, answer));
		this.events.add(new Event(this.now + answer.latency(), () -> sent.end().accept(answer.success())));
	}

	static double share(List<Call> calls, Predicate<Call> wanted) {
		return (double) calls.stream().filter(wanted).count() / calls.size();
	}

	/**
	 * What the servers do.
	 */
	@FunctionalInterface
	interface Servers {

		Answer answer(int server, long now, Random random);

	}

	/**
	 * How a call ends, and when.
	 */
	record Answer(long latency, boolean success) {

	}

	/**
	 * A call that was made.
	 */
	record Call(long at, Answer answer) {

	}

	private record Event(long at, Runnable action) implements Comparable<Event> {

		@Override
		public int compareTo(Event other) {
			return Long.compare(this.at, other.at);
		}

	}

}
