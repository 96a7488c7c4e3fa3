// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.time.Clock;
import java.util.function.Supplier;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Makes the backend that receives by HTTP, beside what is in its store.
 */
public final class HttpBackendFactory implements BackendFactory {

	private final Supplier<Backend> store;

	private final HttpRequests requests;

	private final Admission admission;

	/**
	 * Create a factory.
	 * @param store makes the backend that keeps what is published here
	 * @param requests where the endpoint leaves requests
	 * @param admission which requests are taken
	 */
	public HttpBackendFactory(Supplier<Backend> store, HttpRequests requests, Admission admission) {
		this.store = store;
		this.requests = requests;
		this.admission = admission;
	}

	@Override
	public String name() {
		return HttpBackend.NAME;
	}

	@Override
	public String artifact() {
		return "sprocket-pubsub-http";
	}

	@Override
	public Selection selection() {
		return Selection.BY_NAME;
	}

	/**
	 * Make the backend and its store.
	 * @throws SetupException if nothing says whose requests to trust, or the store cannot
	 * settle each message by itself
	 */
	@Override
	public Backend create() {
		if (this.admission.isClosed()) {
			throw new SetupException(ErrorKind.INVALID,
					"The pub/sub backend http was chosen, and nothing says whose requests to trust",
					"Set sprocket.pubsub.http.signing-keys to the keys that senders sign with, for Google Cloud Pub/Sub "
							+ "sprocket.pubsub.http.push-token or a bean of type PushVerifier, or, where nobody else can reach "
							+ "this application, sprocket.pubsub.http.unsigned to true.",
					null);
		}
		Backend store = this.store.get();
		if (store.capabilities().cumulative()) {
			store.close();
			throw new SetupException(ErrorKind.INVALID,
					"The pub/sub backend http cannot keep messages in '" + store.name()
							+ "', which settles by position and not each message",
					"Set sprocket.pubsub.http.store to embedded or jdbc. To receive by HTTP beside it, choose http for "
							+ "single topics: sprocket.pubsub.topics.TOPIC.backend.",
					null);
		}
		return new HttpBackend(store, this.requests, Clock.systemUTC());
	}

}
