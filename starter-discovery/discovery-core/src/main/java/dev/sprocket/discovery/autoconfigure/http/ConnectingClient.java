// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.io.IOException;
import java.net.ConnectException;

import org.springframework.cloud.client.loadbalancer.LoadBalancerRequest;
import org.springframework.cloud.loadbalancer.blocking.client.BlockingLoadBalancerClient;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;

/**
 * Takes a call whose connection was refused to another instance. That is no retry:
 * nothing of the call has left, so it is safe for every method. gRPC does the same by
 * picking among connections that stand (gRFC A6 calls it a transparent retry).
 */
final class ConnectingClient extends BlockingLoadBalancerClient {

	private static final int INSTANCES = 5;

	private final HttpBalancers balancers;

	ConnectingClient(LoadBalancerClientFactory factory, HttpBalancers balancers) {
		super(factory);
		this.balancers = balancers;
	}

	@Override
	public <T> T execute(String service, LoadBalancerRequest<T> request) throws IOException {
		for (int refused = 1; refused < INSTANCES; refused++) {
			try {
				return super.execute(service, request);
			}
			catch (ConnectException ex) {
				if (!this.balancers.of(service).isAnyReachable()) {
					throw ex;
				}
			}
		}
		return super.execute(service, request);
	}

}
