// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.violation;

import org.springframework.transaction.PlatformTransactionManager;

interface Committing {

	PlatformTransactionManager manager();

	default void commit() {
		manager().commit(manager().getTransaction(null));
	}

}
