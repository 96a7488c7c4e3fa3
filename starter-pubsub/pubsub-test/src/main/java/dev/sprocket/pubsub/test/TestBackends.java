// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.env.Environment;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.OutboxFactory;

/**
 * Puts one backend in memory in the place of every other, and of their outboxes, and
 * watches the engine on it.
 */
final class TestBackends implements BeanPostProcessor {

	/** The one backend that joins transactions by itself. */
	private static final String TRANSACTIONAL = "jdbc";

	private final TestPubSub testPubSub;

	TestBackends(Environment environment) {
		boolean transactional = TRANSACTIONAL.equals(environment.getProperty("sprocket.pubsub.backend"));
		this.testPubSub = new TestPubSub(transactional ? FaultyBackend::inTransactions : FaultyBackend::new);
	}

	TestPubSub testPubSub() {
		return this.testPubSub;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof BackendFactory factory) {
			return new InMemory(factory, this.testPubSub.backend());
		}
		if (bean instanceof OutboxFactory) {
			return (OutboxFactory) (backend, sender) -> this.testPubSub.backend().outboxInTransactions();
		}
		return (bean instanceof PubSub pubSub) ? this.testPubSub.watch(pubSub) : bean;
	}

	/**
	 * Chosen by the name of another, which is never made.
	 *
	 * @param replaced the other
	 * @param backend what is made instead
	 */
	private record InMemory(BackendFactory replaced, Backend backend) implements BackendFactory {

		@Override
		public String name() {
			return this.replaced.name();
		}

		@Override
		public String artifact() {
			return this.replaced.artifact();
		}

		@Override
		public Selection selection() {
			return this.replaced.selection();
		}

		@Override
		public Backend create() {
			return this.backend;
		}

	}

}
