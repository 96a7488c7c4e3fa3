// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.concurrent.Callable;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;

import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.OutboxFactory;

/**
 * The transactions of a store that can publish inside them.
 */
public interface Transactions {

	/**
	 * Return the data source of the store.
	 * @return a data source whose connections take part in the transaction of the thread
	 * (Spring's {@code TransactionAwareDataSourceProxy})
	 */
	DataSource dataSource();

	/**
	 * Return what begins and ends the transactions of the data source.
	 * @return the transaction manager
	 */
	PlatformTransactionManager manager();

	/**
	 * Run in a transaction that commits on return and rolls back on any exception.
	 * @param readOnly whether the transaction is read-only
	 * @param work the work
	 * @param <T> the type of the result
	 * @return the result of the work
	 * @throws Exception what the work or the commit threw
	 */
	default <T> T execute(boolean readOnly, Callable<T> work) throws Exception {
		return OneTransaction.execute(manager(), readOnly, work);
	}

	/**
	 * Return what makes an outbox on the data source.
	 * @return the factory, or {@code null} where the backend brings its outbox
	 */
	@Nullable OutboxFactory outbox();

	/**
	 * Return a new inbox on the data source.
	 * @param retention how long it keeps the id of a message
	 * @return the inbox
	 */
	Inbox inbox(Duration retention);

	/**
	 * Let an inbox forget what it has kept for longer than its retention, as it does by
	 * itself from time to time.
	 * @param inbox what {@link #inbox(Duration)} returned
	 */
	void purge(Inbox inbox);

}
