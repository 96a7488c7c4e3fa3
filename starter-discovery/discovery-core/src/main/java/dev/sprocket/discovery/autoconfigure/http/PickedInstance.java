// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;

import dev.sprocket.discovery.balance.Attempt;
import dev.sprocket.discovery.balance.Endpoint;

/**
 * An instance that was picked for one call, and carries the attempt from the beginning of
 * the call to its end.
 */
final class PickedInstance implements ServiceInstance {

	private final Endpoint<ServiceInstance> endpoint;

	private final @Nullable String scheme;

	private volatile @Nullable Attempt attempt;

	private volatile boolean refused;

	private PickedInstance(Endpoint<ServiceInstance> endpoint, @Nullable String scheme) {
		this.endpoint = endpoint;
		this.scheme = scheme;
	}

	static PickedInstance of(Endpoint<ServiceInstance> endpoint) {
		return new PickedInstance(endpoint, endpoint.target().getScheme());
	}

	/**
	 * Return the same for a call that says nothing of the protocol.
	 * @return the instance with the scheme that it listens for
	 */
	PickedInstance withOwnScheme() {
		return new PickedInstance(this.endpoint, isSecure() ? "https" : "http");
	}

	void begin() {
		this.attempt = this.endpoint.begin();
	}

	@Nullable Attempt attempt() {
		return this.attempt;
	}

	void refused() {
		this.refused = true;
	}

	boolean hasRefused() {
		return this.refused;
	}

	@Override
	public @Nullable String getInstanceId() {
		return this.endpoint.target().getInstanceId();
	}

	@Override
	public String getServiceId() {
		return this.endpoint.target().getServiceId();
	}

	@Override
	public String getHost() {
		return this.endpoint.target().getHost();
	}

	@Override
	public int getPort() {
		return this.endpoint.target().getPort();
	}

	@Override
	public boolean isSecure() {
		return this.endpoint.target().isSecure();
	}

	@Override
	public URI getUri() {
		return this.endpoint.target().getUri();
	}

	@Override
	public @Nullable Map<String, String> getMetadata() {
		return this.endpoint.target().getMetadata();
	}

	@Override
	public @Nullable String getScheme() {
		return this.scheme;
	}

	@Override
	public String toString() {
		return this.endpoint.toString();
	}

}
