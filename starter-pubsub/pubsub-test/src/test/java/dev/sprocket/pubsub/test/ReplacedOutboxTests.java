// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboxFactory;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application whose backend has an outbox in a database beside it.
 */
@SpringBootTest(properties = "sprocket.pubsub.backend=memory")
@AutoConfigureTestPubSub
class ReplacedOutboxTests {

	@Autowired
	private TestPubSub pubSub;

	@Autowired
	private Publisher publisher;

	private final TransactionTemplate transactions = new TransactionTemplate(new NothingToCommit());

	@Test
	void whenTheTransactionCommitsThenWhatWasPublishedInItIsHandled() {
		this.transactions.executeWithoutResult((status) -> {
			this.publisher.publish("orders", "o-1");
			this.pubSub.published("orders").isEmpty();
		});
		this.pubSub.handled("orders", "billing").hasPayloads("o-1");
	}

	@Test
	void whenTheTransactionIsRolledBackThenNothingWasPublished() {
		this.transactions.executeWithoutResult((status) -> {
			this.publisher.publish("orders", "o-1");
			status.setRollbackOnly();
		});
		this.pubSub.published("orders").isEmpty();
	}

	@Test
	void whenPublishingIsToFailThenThePublisherIsToldBeforeTheCommit() {
		this.pubSub.failPublish("orders", 1, ErrorKind.UNAVAILABLE);
		assertThatExceptionOfType(PubSubException.class).isThrownBy(
				() -> this.transactions.executeWithoutResult((status) -> this.publisher.publish("orders", "o-1")));
		this.pubSub.published("orders").isEmpty();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class OrdersApplication {

		@Bean
		OutboxFactory inADatabase() {
			return (backend, sender) -> {
				throw new IllegalStateException("There is no database in this test");
			};
		}

		@Subscribe(topic = "orders", group = "billing")
		void bill(String order) {
		}

	}

}
