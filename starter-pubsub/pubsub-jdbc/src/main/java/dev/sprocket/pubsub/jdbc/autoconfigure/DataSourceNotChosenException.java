// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.util.List;

/**
 * There is no data source for pub/sub, or there are several.
 */
final class DataSourceNotChosenException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<String> beans;

	DataSourceNotChosenException(List<String> beans) {
		super(beans.isEmpty() ? "Pub/sub needs a DataSource and there is none"
				: "Pub/sub needs one DataSource and there are " + beans.size() + ": " + String.join(", ", beans));
		this.beans = List.copyOf(beans);
	}

	List<String> beans() {
		return this.beans;
	}

}
