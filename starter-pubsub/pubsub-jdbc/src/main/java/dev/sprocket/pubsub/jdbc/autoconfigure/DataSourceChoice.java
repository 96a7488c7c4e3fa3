// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;

import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Finds the data source for pub/sub: the one with
 * {@link dev.sprocket.pubsub.jdbc.PubSubDataSource}, else the only or primary one.
 *
 * @param marked those with the annotation
 * @param all all
 * @param beans names them
 */
record DataSourceChoice(ObjectProvider<DataSource> marked, ObjectProvider<DataSource> all,
		ListableBeanFactory beans) implements Supplier<DataSource> {

	@Override
	public DataSource get() {
		DataSource chosen = this.marked.getIfUnique();
		if (chosen == null) {
			chosen = this.all.getIfUnique();
		}
		if (chosen == null) {
			List<String> names = List.of(this.beans.getBeanNamesForType(DataSource.class, true, false));
			throw names.isEmpty() ? missing() : several(names);
		}
		return chosen;
	}

	static SetupException missing() {
		return new SetupException(ErrorKind.INVALID, "Pub/sub needs a DataSource and there is none",
				"Add spring-boot-starter-jdbc and a driver and set spring.datasource.url, or do without outbox and "
						+ "inbox and set sprocket.pubsub.backend=embedded to keep messages in a file.",
				null);
	}

	private static SetupException several(List<String> names) {
		return new SetupException(ErrorKind.INVALID,
				"Pub/sub needs one DataSource and there are " + names.size() + ": " + String.join(", ", names),
				"Annotate the bean that is to hold the pub/sub tables with @PubSubDataSource.", null);
	}

}
