// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.NoopServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.SelectedInstanceCallback;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import reactor.core.publisher.Mono;

/**
 * Picks among the instances that Spring Cloud LoadBalancer's supplier lists, so that its
 * filters (zones, hints, sticky sessions, …) go on to apply.
 */
final class BalancedHttpClient implements ReactorServiceInstanceLoadBalancer {

	private final HttpBalancer balancer;

	private final ObjectProvider<ServiceInstanceListSupplier> suppliers;

	BalancedHttpClient(HttpBalancer balancer, ObjectProvider<ServiceInstanceListSupplier> suppliers) {
		this.balancer = balancer;
		this.suppliers = suppliers;
	}

	@Override
	@SuppressWarnings("rawtypes")
	public Mono<Response<ServiceInstance>> choose(Request request) {
		ServiceInstanceListSupplier supplier = this.suppliers.getIfAvailable(NoopServiceInstanceListSupplier::new);
		return supplier.get(request).next().map((instances) -> choose(request, supplier, instances));
	}

	private Response<ServiceInstance> choose(Request<?> request, ServiceInstanceListSupplier supplier,
			List<ServiceInstance> instances) {
		PickedInstance picked = this.balancer.pick(instances);
		if (picked == null) {
			return new EmptyResponse();
		}
		if (supplier instanceof SelectedInstanceCallback callback) {
			callback.selectedServiceInstance(picked);
		}
		return new DefaultResponse(saysNoProtocol(request) ? picked.withOwnScheme() : picked);
	}

	private static boolean saysNoProtocol(Request<?> request) {
		RequestData data = (request.getContext() instanceof RequestDataContext context) ? context.getClientRequest()
				: null;
		return data != null && HttpBalancers.SCHEME.equals(data.getUrl().getScheme());
	}

}
