// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;

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
			throw new DataSourceNotChosenException(
					List.of(this.beans.getBeanNamesForType(DataSource.class, true, false)));
		}
		return chosen;
	}

}
