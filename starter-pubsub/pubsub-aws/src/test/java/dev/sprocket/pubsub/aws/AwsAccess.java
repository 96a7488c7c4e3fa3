// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.util.List;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.StoreAccess;

/**
 * Opens the SNS and SQS backend, by the address of an emulator.
 */
public final class AwsAccess implements StoreAccess {

	@Override
	public Backend open(List<String> store) {
		URI endpoint = URI.create(store.get(0));
		return Emulator.backend(() -> Emulator.sqs(endpoint), () -> Emulator.sns(endpoint));
	}

}
