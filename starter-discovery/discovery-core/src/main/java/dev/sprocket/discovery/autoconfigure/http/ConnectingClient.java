// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.io.IOException;
import java.net.ConnectException;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequest;
import org.springframework.cloud.loadbalancer.blocking.client.BlockingLoadBalancerClient;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;

/**
 * Takes a call whose connection was refused to another instance. That is no retry:
 * nothing of the call has left, so it is safe for every method. gRPC does the same by
 * picking among connections that stand (gRFC A6 calls it a transparent retry).
 */
final class ConnectingClient extends BlockingLoadBalancerClient {

	private static final int MOST = 5;

	private final HttpBalancers balancers;

	ConnectingClient(LoadBalancerClientFactory factory, HttpBalancers balancers) {
		super(factory);
		this.balancers = balancers;
	}

	@Override
	public <T> T execute(String service, LoadBalancerRequest<T> request) throws IOException {
		for (int refusals = 1;; refusals++) {
			try {
				return super.execute(service, request);
			}
			catch (RefusedException ex) {
				if (refusals >= Math.min(MOST, this.balancers.of(service).size())) {
					throw ex.connect;
				}
			}
		}
	}

	@Override
	public <T> T execute(String service, ServiceInstance instance, LoadBalancerRequest<T> request) throws IOException {
		try {
			return super.execute(service, instance, request);
		}
		catch (ConnectException ex) {
			throw (instance instanceof PickedInstance picked && picked.hasRefused()) ? new RefusedException(ex) : ex;
		}
	}

	/**
	 * Nobody listens at the instance of a call.
	 */
	@SuppressWarnings("serial")
	private static final class RefusedException extends ConnectException {

		private final ConnectException connect;

		RefusedException(ConnectException connect) {
			super(connect.getMessage());
			this.connect = connect;
			initCause(connect);
		}

	}

}
