// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What became of messages whose broker may be away: anything but stored, not stored for
 * now, or unknown is a failure of the test.
 */
final class PublishLog {

	private final List<String> stored = new CopyOnWriteArrayList<>();

	private final List<String> refused = new CopyOnWriteArrayList<>();

	private final List<String> unknown = new CopyOnWriteArrayList<>();

	private volatile Duration slowest = Duration.ZERO;

	PublishLog publish(Publisher publisher, OutgoingMessage message) {
		String payload = message.payload().toString();
		long start = System.nanoTime();
		try {
			publisher.publish(message);
			this.stored.add(payload);
		}
		catch (PubSubException ex) {
			failed(payload, ex);
		}
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		if (took.compareTo(this.slowest) > 0) {
			this.slowest = took;
		}
		return this;
	}

	private void failed(String payload, PubSubException failure) {
		if (failure.kind() == ErrorKind.TIMEOUT) {
			this.unknown.add(payload);
		}
		else if (failure.kind() == ErrorKind.UNAVAILABLE) {
			this.refused.add(payload);
		}
		else {
			throw failure;
		}
	}

	List<String> stored() {
		return this.stored;
	}

	List<String> refused() {
		return this.refused;
	}

	void assertNothingRefusedIn(List<String> payloads) {
		assertThat(payloads).filteredOn(this.refused::contains).as("refused, and yet delivered").isEmpty();
	}

	List<String> unknown() {
		return this.unknown;
	}

	List<String> failed() {
		return Stream.concat(this.refused.stream(), this.unknown.stream()).toList();
	}

	Duration slowest() {
		return this.slowest;
	}

}
