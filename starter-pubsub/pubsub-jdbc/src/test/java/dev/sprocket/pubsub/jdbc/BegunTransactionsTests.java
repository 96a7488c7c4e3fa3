// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is remembered of the transactions of a thread.
 */
class BegunTransactionsTests {

	private final HikariDataSource pool = new HikariDataSource();

	@AfterEach
	void close() {
		this.pool.close();
	}

	@Test
	void whenAnInnerTransactionHasEndedThenNothingIsKeptOfItWhileTheOuterOneLasts() {
		this.pool.setJdbcUrl("jdbc:h2:mem:begun-transactions");
		DataSourceTransactionManager manager = new DataSourceTransactionManager(this.pool);
		manager.addListener(JdbcBackendFactory.transactionListener());
		TransactionTemplate outer = new TransactionTemplate(manager);
		TransactionTemplate inner = new TransactionTemplate(manager);
		inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		List<WeakReference<Object>> bound = new ArrayList<>();
		outer.executeWithoutResult((status) -> {
			inner.executeWithoutResult((committed) -> bound.add(holder()));
			inner.executeWithoutResult((rolledBack) -> {
				bound.add(holder());
				rolledBack.setRollbackOnly();
			});
			Awaitility.await().until(() -> {
				System.gc();
				return bound.stream().allMatch((holder) -> holder.get() == null);
			});
		});
	}

	private WeakReference<Object> holder() {
		return new WeakReference<>(TransactionSynchronizationManager.getResource(this.pool));
	}

}
