// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.content.FolderClaimStore;
import dev.sprocket.pubsub.spi.ClaimStore;
import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two beans where one is needed: the start says so instead of going on without any.
 */
class AmbiguousBeansTests {

	private static final Inbox INBOX = (group, messageId, handler) -> true;

	private static final OutboxFactory OUTBOX = (backend, sender) -> {
		throw new AssertionError("not used");
	};

	@TempDir
	private Path folder = Path.of("");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PubSubAutoConfiguration.class, MemoryPubSubAutoConfiguration.class));

	@Test
	void whenThereAreTwoInboxesThenTheStartNamesThem() {
		assertRefused(Inbox.class,
				this.runner.withBean("orders", Inbox.class, () -> INBOX).withBean("bills", Inbox.class, () -> INBOX));
	}

	@Test
	void whenThereAreTwoClaimStoresThenTheStartNamesThem() {
		assertRefused(ClaimStore.class, this.runner.withBean("orders", ClaimStore.class, () -> store("orders"))
			.withBean("bills", ClaimStore.class, () -> store("bills")));
	}

	@Test
	void whenThereAreTwoOutboxFactoriesThenTheStartNamesThem() {
		assertRefused(OutboxFactory.class, this.runner.withBean("orders", OutboxFactory.class, () -> OUTBOX)
			.withBean("bills", OutboxFactory.class, () -> OUTBOX));
	}

	@Test
	void whenOneIsPrimaryThenItIsTaken() {
		this.runner.withUserConfiguration(TwoOutboxes.class)
			.withBean("orders", ClaimStore.class, () -> store("orders"), (store) -> store.setPrimary(true))
			.withBean("bills", ClaimStore.class, () -> store("bills"))
			.run((context) -> {
				assertThat(context).hasSingleBean(PubSub.class);
				assertThat(context.getBean(TwoOutboxes.class).made).isEqualTo("orders");
			});
	}

	private static void assertRefused(Class<?> type, ApplicationContextRunner runner) {
		runner.run((context) -> assertThat(context.getStartupFailure())
			.hasRootCauseInstanceOf(NoUniqueBeanDefinitionException.class)
			.rootCause()
			.hasMessage("No qualifying bean of type '" + type.getName()
					+ "' available: expected single matching bean but found 2: orders,bills"));
	}

	private ClaimStore store(String name) {
		return new FolderClaimStore(this.folder.resolve(name));
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoOutboxes {

		private String made = "";

		@Bean
		@Primary
		OutboxFactory ordersOutbox() {
			return (backend, sender) -> made("orders");
		}

		@Bean
		OutboxFactory billsOutbox() {
			return (backend, sender) -> made("bills");
		}

		private Outbox made(String which) {
			this.made = which;
			return new TwoBackendsTests.RecordingOutbox(new ArrayList<>());
		}

	}

}
