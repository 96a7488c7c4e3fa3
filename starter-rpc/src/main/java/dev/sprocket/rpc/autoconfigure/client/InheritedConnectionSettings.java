// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.grpc.ManagedChannelBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;

/**
 * Lets a channel that says nothing of keep-alive and idle time begin with what is said of
 * the channel {@code default}. Boot reads that one only for channels that have no
 * property at all.
 *
 * @param <T> the builder of a transport
 */
final class InheritedConnectionSettings<T extends ManagedChannelBuilder<T>> implements GrpcChannelBuilderCustomizer<T> {

	private static final ConnectionSettings NOTHING = new ConnectionSettings(
			new ConnectionSettings.Keepalive(null, null), new ConnectionSettings.Idle(null));

	private final GrpcClientProperties properties;

	private final Map<String, ConnectionSettings> channels;

	InheritedConnectionSettings(GrpcClientProperties properties, Binder binder) {
		this.properties = properties;
		this.channels = binder
			.bind("spring.grpc.client.channel", Bindable.mapOf(String.class, ConnectionSettings.class))
			.orElse(Map.of());
	}

	@Override
	public void customize(String target, T builder) {
		if (this.properties.getChannel().containsKey(target)) {
			ConnectionSettings own = this.channels.getOrDefault(target, NOTHING);
			ConnectionSettings inherited = this.channels.getOrDefault("default", NOTHING);
			inherit(own, inherited, (settings) -> settings.keepalive().time(), builder::keepAliveTime);
			inherit(own, inherited, (settings) -> settings.keepalive().timeout(), builder::keepAliveTimeout);
			inherit(own, inherited, (settings) -> settings.idle().timeout(), builder::idleTimeout);
		}
	}

	private static void inherit(ConnectionSettings own, ConnectionSettings inherited,
			Function<ConnectionSettings, @Nullable Duration> value, BiConsumer<Long, TimeUnit> setter) {
		Duration duration = value.apply(inherited);
		if (value.apply(own) == null && duration != null) {
			setter.accept(duration.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

}
