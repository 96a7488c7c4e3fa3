// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.time.Instant;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.sprocket.pubsub.Publisher;

/**
 * Accepts each delivery once.
 */
@Service
class Deliveries {

	private final JdbcClient jdbc;

	private final Publisher publisher;

	Deliveries(JdbcClient jdbc, Publisher publisher) {
		this.jdbc = jdbc;
		this.publisher = publisher;
	}

	/**
	 * Store the id of a delivery and publish it: both happen or none.
	 * @param delivery the delivery
	 * @return {@code false} if it was accepted before and nothing happened now
	 */
	@Transactional
	boolean accept(Delivery delivery) {
		int stored = this.jdbc.sql("insert into delivery (id, received_at) values (?, ?) on conflict do nothing")
			.params(delivery.id(), Instant.now().toEpochMilli())
			.update();
		if (stored == 1) {
			this.publisher.publish(delivery.toMessage());
		}
		return stored == 1;
	}

	long count() {
		return this.jdbc.sql("select count(*) from delivery").query(Long.class).single();
	}

}
