// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SpringBootTest(properties = { "sprocket.pubsub.backend=jdbc", "sprocket.pubsub.publish-timeout=1s",
		"sprocket.pubsub.claim-check.threshold=100B", "sprocket.pubsub.claim-check.folder=target/claims" })
@AutoConfigureTestPubSub
class AutoConfigureTestPubSubTests {

	@Autowired
	private TestPubSub pubSub;

	@Autowired
	private Publisher publisher;

	private final TransactionTemplate transactions = new TransactionTemplate(new NothingToCommit());

	@Test
	void whateverBackendIsChosenThenThatInMemoryTakesItsPlace() {
		this.publisher.publish("orders", new Order("o-1", 5));
		this.pubSub.published("orders", Order.class).hasPayloads(new Order("o-1", 5));
		this.pubSub.handled("orders", "billing").hasPayloads(new Order("o-1", 5));
	}

	@Test
	void whenABodyIsKeptOutsideOfItsMessageThenItIsSeenAllTheSame() {
		Order large = new Order("o-1".repeat(100), 5);
		this.publisher.publish(OutgoingMessage.of("orders", large).header("source", "shop"));
		this.pubSub.published("orders", Order.class)
			.hasPayloads(large)
			.satisfies((orders) -> orders.singleElement()
				.satisfies((order) -> assertThat(order.headers()).containsOnlyKeys("source")));
		this.pubSub.handled("orders", "billing").hasPayloads(large);
	}

	@Test
	void whenATestEndsThenTheNextOneSeesNothingOfIt() {
		this.pubSub.published("orders").isEmpty();
		this.pubSub.handled("orders", "billing").isEmpty();
		this.publisher.publish("orders", new Order("o-1", 5));
		this.pubSub.handled("orders", "billing").hasSize(1);
	}

	@Test
	void whenTimePassesThenAFailedMessageIsRetriedAndDies() {
		this.publisher.publish("orders", new Order("o-1", -5));
		this.pubSub.failed("orders", "billing").hasSize(1);
		this.pubSub.advance(Duration.ofMinutes(1));
		this.pubSub.deadLettered("orders", "billing").hasSize(1).hasErrorType(IllegalArgumentException.class);
	}

	@Test
	void whenTheTransactionIsRolledBackThenNothingWasPublished() {
		this.transactions.executeWithoutResult((status) -> {
			this.publisher.publish("orders", new Order("o-1", 5));
			status.setRollbackOnly();
		});
		this.pubSub.published("orders").isEmpty();
	}

	@Test
	void whenTheTransactionCommitsThenWhatWasPublishedInItIsHandled() {
		this.transactions.executeWithoutResult((status) -> {
			this.publisher.publish("orders", new Order("o-1", 5));
			this.pubSub.published("orders").isEmpty();
		});
		this.pubSub.handled("orders", "billing").hasSize(1);
	}

	@Test
	void whenPublishingInATransactionIsToFailThenThePublisherIsToldBeforeTheCommit() {
		this.pubSub.failPublish("orders", 1, ErrorKind.UNAVAILABLE);
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> this.transactions
			.executeWithoutResult((status) -> this.publisher.publish("orders", new Order("o-1", 5))));
		this.pubSub.published("orders").isEmpty();
	}

	@Test
	void whenTheBacklogIsToBeFullThenThePublisherTriesAgainUntilItsTimeout() {
		this.pubSub.failPublish("orders", 3, ErrorKind.FULL);
		this.publisher.publish("orders", new Order("o-1", 5));
		this.pubSub.published("orders").hasSize(1);
		this.pubSub.failPublish("orders", Integer.MAX_VALUE, ErrorKind.FULL);
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> this.publisher.publish("orders", new Order("o-2", 5)))
			.withMessageContaining("the backlog was full for PT1S")
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.FULL));
	}

	@Test
	void whenWhatATransactionPublishesIsToBeLostOrDuplicatedThenItIs() {
		this.pubSub.losePublished("orders", 1);
		this.pubSub.duplicatePublished("orders", 1);
		for (String id : List.of("o-1", "o-2")) {
			this.transactions.executeWithoutResult((status) -> this.publisher.publish("orders", new Order(id, 5)));
		}
		this.pubSub.handled("orders", "billing").hasPayloads(new Order("o-2", 5), new Order("o-2", 5));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Billing.class)
	static class OrdersApplication {

		@Bean
		BackendFactory unreachable() {
			return new Unreachable();
		}

	}

	static class Billing {

		@Subscribe(topic = "orders", group = "billing")
		void bill(Order order) {
			if (order.amount() < 0) {
				throw new IllegalArgumentException("negative");
			}
		}

	}

	private static final class Unreachable implements BackendFactory {

		@Override
		public String name() {
			return "jdbc";
		}

		@Override
		public String artifact() {
			return "sprocket-pubsub-jdbc";
		}

		@Override
		public Backend create() {
			throw new IllegalStateException("There is no database in this test");
		}

	}

	record Order(String id, int amount) {

	}

}
