// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;

import dev.sprocket.pubsub.http.HttpBackendFactory;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Finds the backend that keeps what is published.
 *
 * @param factories the backends on the class path
 */
record StoreChoice(ObjectProvider<BackendFactory> factories) {

	BackendFactory of(String name) {
		List<BackendFactory> stores = this.factories.orderedStream()
			.filter((factory) -> !(factory instanceof HttpBackendFactory))
			.toList();
		return stores.stream()
			.filter((factory) -> factory.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new SetupException(ErrorKind.INVALID,
					"The property sprocket.pubsub.http.store is '" + name
							+ "', and no pub/sub backend of that name is on the class path",
					"On the class path are: " + stores.stream().map(BackendFactory::name).sorted().toList()
							+ ". Use one of them; embedded and jdbc are in the artifact sprocket-pubsub-jdbc.",
					null));
	}

}
