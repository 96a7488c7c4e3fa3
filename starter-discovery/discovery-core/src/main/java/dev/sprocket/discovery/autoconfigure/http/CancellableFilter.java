// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

import dev.sprocket.discovery.balance.Attempt;

/**
 * Tells the balancer of calls that the subscriber gives up, for instance by a time-out:
 * Spring Cloud's filter does not, and they would count as in flight for ever.
 */
final class CancellableFilter extends ReactorLoadBalancerExchangeFilterFunction {

	private static final String CHOSEN = CancellableFilter.class.getName();

	CancellableFilter(ReactiveLoadBalancer.Factory<ServiceInstance> factory,
			List<LoadBalancerClientRequestTransformer> transformers) {
		super(factory, transformers);
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return Mono.defer(() -> {
			AtomicReference<@Nullable ServiceInstance> chosen = new AtomicReference<>();
			return super.filter(request, next).doOnCancel(() -> abandon(chosen.get()))
				.contextWrite((context) -> context.put(CHOSEN, chosen));
		});
	}

	@Override
	protected Mono<Response<ServiceInstance>> choose(String service, Request<RequestDataContext> request) {
		return Mono.deferContextual((context) -> {
			AtomicReference<@Nullable ServiceInstance> chosen = context.get(CHOSEN);
			return super.choose(service, request).doOnNext((response) -> chosen.set(response.getServer()));
		});
	}

	private static void abandon(@Nullable ServiceInstance chosen) {
		Attempt attempt = (chosen instanceof PickedInstance picked) ? picked.attempt() : null;
		if (attempt != null) {
			attempt.abandoned();
		}
	}

}
