// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.serviceregistry.Registration;

import dev.sprocket.discovery.LocalInstance;

/**
 * Adds what callers want to know of this instance to the registration of another project,
 * as far as its metadata can be changed and does not hold it already. The extra
 * registration of the management port that some make stays as it is.
 */
final class ForeignMetadata implements Consumer<Registration> {

	private static final Logger logger = LoggerFactory.getLogger(ForeignMetadata.class);

	private final Supplier<LocalInstance> local;

	ForeignMetadata(Supplier<LocalInstance> local) {
		this.local = local;
	}

	@Override
	public void accept(Registration registration) {
		Map<String, String> ours = this.local.get().getMetadata();
		Map<String, String> metadata = registration.getMetadata();
		if (metadata == null || isManagement(registration, ours)) {
			return;
		}
		try {
			ours.forEach(metadata::putIfAbsent);
		}
		catch (UnsupportedOperationException ex) {
			logger.info("{}: the metadata of its {} cannot be changed, so callers do not learn {}",
					registration.getServiceId(), registration.getClass().getSimpleName(), ours.keySet());
		}
	}

	private static boolean isManagement(Registration registration, Map<String, String> ours) {
		return String.valueOf(registration.getPort()).equals(ours.get(LocalInstance.MANAGEMENT_PORT));
	}

}
