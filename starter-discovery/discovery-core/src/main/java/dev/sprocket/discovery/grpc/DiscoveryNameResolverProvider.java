// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.discovery.DiscoveryClient;

import dev.sprocket.discovery.balance.BalancerSettings;
import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * Resolves {@code discovery:///name} to the instances of a service that Spring Cloud's
 * {@code DiscoveryClient} knows. The gRPC port is the one in the metadata
 * {@code gRPC_port} or {@code grpc}, else the instance's port. Changes arrive when a
 * watcher pushes them, when a connection is lost, and at each poll; while the registry
 * does not answer, the instances that are known stay.
 */
public final class DiscoveryNameResolverProvider extends NameResolverProvider {

	/**
	 * The scheme of the targets.
	 */
	public static final String SCHEME = "discovery";

	private static final int USUAL_PRIORITY = 5;

	private final DiscoveryClient client;

	private final List<InstanceWatcher> watchers;

	private final Duration poll;

	private final BalancerSettings settings;

	/**
	 * Make a provider, to be given to a channel builder or registered with gRPC's
	 * {@code NameResolverRegistry}.
	 * @param client whom to ask
	 * @param watchers who pushes changes
	 * @param poll how often to ask, also if nothing was pushed
	 * @param settings those of channels with the policy {@code p2c_ewma} whose service
	 * config has none
	 */
	public DiscoveryNameResolverProvider(DiscoveryClient client, List<InstanceWatcher> watchers, Duration poll,
			BalancerSettings settings) {
		this.client = client;
		this.watchers = List.copyOf(watchers);
		this.poll = poll;
		this.settings = settings;
	}

	/**
	 * Make the resolver of a channel.
	 * @param target the channel's target
	 * @param arguments what the channel lends
	 * @return the resolver, or {@code null} for other schemes
	 * @throws IllegalArgumentException if the target names no service; it names the
	 * target
	 */
	@Override
	public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
		if (!SCHEME.equals(target.getScheme())) {
			return null;
		}
		String path = target.getPath();
		if (path == null || !path.matches("/[^/]+") || target.getAuthority() != null) {
			throw new IllegalArgumentException(
					"The target " + target + " names no service: write " + SCHEME + ":///<service>");
		}
		return new DiscoveryNameResolver(path.substring(1), this.client, this.watchers, this.poll, this.settings,
				arguments);
	}

	@Override
	public String getDefaultScheme() {
		return SCHEME;
	}

	@Override
	protected boolean isAvailable() {
		return true;
	}

	@Override
	protected int priority() {
		return USUAL_PRIORITY;
	}

	@Override
	public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
		return Set.of(InetSocketAddress.class);
	}

}
