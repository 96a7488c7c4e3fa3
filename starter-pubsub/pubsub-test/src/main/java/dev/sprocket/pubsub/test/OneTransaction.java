// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.concurrent.Callable;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * Apart from {@link Transactions}, which the suite knows of also where a store has none
 * and Spring's are absent.
 */
final class OneTransaction {

	private OneTransaction() {
	}

	static <T> T execute(PlatformTransactionManager manager, boolean readOnly, Callable<T> work) throws Exception {
		DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
		definition.setReadOnly(readOnly);
		TransactionStatus status = manager.getTransaction(definition);
		T result;
		try {
			result = work.call();
		}
		catch (Exception | Error ex) {
			manager.rollback(status);
			throw ex;
		}
		manager.commit(status);
		return result;
	}

}
