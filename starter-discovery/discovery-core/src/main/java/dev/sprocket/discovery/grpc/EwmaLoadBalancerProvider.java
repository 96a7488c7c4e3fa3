// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.Status;

import dev.sprocket.discovery.balance.BalancerSettings;
import dev.sprocket.discovery.balance.EndpointSnapshot;

/**
 * Makes the policy {@value #POLICY} known to gRPC, which finds this class by itself. A
 * channel uses it by {@code defaultLoadBalancingPolicy("p2c_ewma")} or by its service
 * config, where every key may be left out:
 *
 * <pre>
 * {"loadBalancingConfig": [{"p2c_ewma": {"decay": "10s", "ejectionFailures": 5,
 *     "baseEjection": "10s", "maxEjection": "300s", "slowStart": "10s"}}]}
 * </pre>
 *
 * It keeps one connection to each address and ends none that still has calls. Connections
 * that are idle or fail are made again (gRFC A6 and A62 say how the channel's state
 * follows). What a call took is its time to the end, or for a streaming one the time from
 * its last request to its first answer; streaming calls are in flight until they are
 * closed. {@code UNAVAILABLE}, {@code DEADLINE_EXCEEDED}, {@code INTERNAL},
 * {@code UNKNOWN} and {@code RESOURCE_EXHAUSTED} are failures of the endpoint; other
 * codes are answers. A unary call that is cancelled took at least the time until then; a
 * cancelled stream says nothing.
 *
 * @see BalancerSettings
 */
public final class EwmaLoadBalancerProvider extends LoadBalancerProvider {

	/**
	 * The name of the policy.
	 */
	public static final String POLICY = "p2c_ewma";

	private static final int USUAL_PRIORITY = 5;

	private final String policy;

	private final LongSupplier clock;

	private final Supplier<? extends RandomGenerator> random;

	private final Set<EwmaLoadBalancer> channels = ConcurrentHashMap.newKeySet();

	/**
	 * For the service loader.
	 */
	public EwmaLoadBalancerProvider() {
		this(POLICY, System::nanoTime, ThreadLocalRandom::current);
	}

	EwmaLoadBalancerProvider(String policy, LongSupplier clock, Supplier<? extends RandomGenerator> random) {
		this.policy = policy;
		this.clock = clock;
		this.random = random;
	}

	@Override
	public boolean isAvailable() {
		return true;
	}

	@Override
	public int getPriority() {
		return USUAL_PRIORITY;
	}

	@Override
	public String getPolicyName() {
		return this.policy;
	}

	@Override
	public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
		EwmaLoadBalancer made = new EwmaLoadBalancer(helper, this.clock, this.random, this.channels::remove);
		this.channels.add(made);
		return made;
	}

	@Override
	public ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> config) {
		try {
			return ConfigOrError.fromConfig(new PolicyConfig(this.policy, config).settings());
		}
		catch (IllegalArgumentException ex) {
			return ConfigOrError.fromError(Status.UNAVAILABLE.withDescription(ex.getMessage()).withCause(ex));
		}
	}

	/**
	 * Return what the balancers of all channels know of their connected endpoints.
	 * @return by the channel's target; channels of the same target follow one another
	 */
	public Map<String, List<EndpointSnapshot>> snapshot() {
		return this.channels.stream()
			.collect(Collectors.toMap(EwmaLoadBalancer::target, EwmaLoadBalancer::snapshot,
					(first, second) -> Stream.concat(first.stream(), second.stream()).toList()));
	}

}
