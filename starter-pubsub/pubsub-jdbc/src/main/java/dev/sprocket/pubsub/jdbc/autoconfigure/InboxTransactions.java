// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the transactions for the inbox: the application's if they are on the data source
 * for pub/sub, else some of its own.
 */
final class InboxTransactions {

	private InboxTransactions() {
	}

	// Those that are no candidates elsewhere may be for the data source for pub/sub. A
	// manager of more than one resource, such as JTA's, may be on any data source.

	static PlatformTransactionManager of(DataSource chosen, ObjectProvider<PlatformTransactionManager> all) {
		List<PlatformTransactionManager> managers = Stream
			.concat(Stream.ofNullable(all.getIfUnique()), all.orderedStream(ObjectProvider.UNFILTERED))
			.toList();
		return Stream
			.concat(managers.stream().filter((manager) -> isOn(chosen, manager)),
					managers.stream().filter((manager) -> !(manager instanceof ResourceTransactionManager)))
			.findFirst()
			.orElseGet(() -> TransactionListenerRegistrar.register(new DataSourceTransactionManager(chosen)));
	}

	private static boolean isOn(DataSource chosen, PlatformTransactionManager manager) {
		return manager instanceof ResourceTransactionManager resources
				&& (unwrap(chosen).equals(resources.getResourceFactory())
						|| unwrap(chosen).equals(dataSource(resources)));
	}

	// JPA's and Hibernate's have a data source beside their resource, and no common type.

	private static @Nullable Object dataSource(ResourceTransactionManager manager) {
		Method getter = ReflectionUtils.findMethod(manager.getClass(), "getDataSource");
		return (getter != null) ? ReflectionUtils.invokeMethod(getter, manager) : null;
	}

	private static DataSource unwrap(DataSource dataSource) {
		DataSource target = (dataSource instanceof TransactionAwareDataSourceProxy proxy) ? proxy.getTargetDataSource()
				: null;
		return (target != null) ? target : dataSource;
	}

}
