// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.time.Duration;
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

	private final Duration retention;

	Deliveries(JdbcClient jdbc, Publisher publisher, WebhooksProperties properties) {
		this.jdbc = jdbc;
		this.publisher = publisher;
		this.retention = properties.retention();
	}

	/**
	 * Store the id of a delivery and publish it: both happen or none.
	 * @param delivery the delivery
	 * @param payload what its body says
	 * @return {@code false} if it was accepted before and nothing happened now
	 */
	@Transactional
	boolean accept(Delivery delivery, Delivery.Payload payload) {
		int stored = this.jdbc.sql("insert into delivery (id, received_at) values (?, ?) on conflict do nothing")
			.params(delivery.id(), Instant.now().toEpochMilli())
			.update();
		if (stored == 1) {
			this.publisher.publish(delivery.toMessage(payload));
			forgetOldIds();
		}
		return stored == 1;
	}

	// A few for each that is stored: the table is bounded, and no transaction is long.
	private void forgetOldIds() {
		this.jdbc.sql("""
				delete from delivery where id in
				(select id from delivery where received_at < ? order by received_at limit 10)""")
			.param(Instant.now().minus(this.retention).toEpochMilli())
			.update();
	}

}
