// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.identity.ServiceIdentity;

/**
 * Makes the local instance once all servers listen.
 */
final class LocalInstanceFactory {

	private static final String ADDRESS = "server.address";

	private final ServiceIdentity identity;

	private final RegistrationProperties properties;

	private final Environment environment;

	private final @Nullable InetUtils network;

	private final LocalPort grpc;

	LocalInstanceFactory(ServiceIdentity identity, RegistrationProperties properties, Environment environment,
			@Nullable InetUtils network, LocalPort grpc) {
		this.identity = identity;
		this.properties = properties;
		this.environment = environment;
		this.network = network;
		this.grpc = grpc;
	}

	LocalInstance create() {
		int http = port("local.server.port");
		int grpcPort = this.grpc.value();
		int management = port("local.management.port");
		Map<String, String> metadata = new LinkedHashMap<>(this.properties.metadata());
		putPort(metadata, LocalInstance.HTTP_PORT, http);
		putPort(metadata, LocalInstance.GRPC_PORT, grpcPort);
		putPort(metadata, LocalInstance.MANAGEMENT_PORT, (management != http) ? management : 0);
		metadata.put(LocalInstance.VERSION, this.identity.version());
		if (this.identity.zone() != null) {
			metadata.put(LocalInstance.ZONE, this.identity.zone());
		}
		int port = IntStream.of(http, grpcPort, management).filter((candidate) -> candidate > 0).findFirst().orElse(0);
		return new LocalInstance(this.identity.instanceId(), this.identity.name(), host(), port, http > 0 && isSecure(),
				metadata);
	}

	private int port(String property) {
		return Math.max(0, this.environment.getProperty(property, Integer.class, 0));
	}

	// Boot's HTTP servers speak TLS once anything is set below server.ssl, unless that is
	// switched off.

	private boolean isSecure() {
		return Binder.get(this.environment).bind("server.ssl", Bindable.mapOf(String.class, String.class)).isBound()
				&& this.environment.getProperty("server.ssl.enabled", Boolean.class, true);
	}

	private static void putPort(Map<String, String> metadata, String key, int port) {
		if (port > 0) {
			metadata.put(key, String.valueOf(port));
		}
	}

	private String host() {
		if (StringUtils.hasText(this.properties.host())) {
			return this.properties.host();
		}
		String listening = this.environment.getProperty(ADDRESS);
		return isSpecific(listening) ? Objects.requireNonNull(listening) : chosen();
	}

	private static boolean isSpecific(@Nullable String address) {
		try {
			return StringUtils.hasText(address) && !InetAddress.getByName(address).isAnyLocalAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	private String chosen() {
		InetAddress address = (this.network != null) ? this.network.findFirstNonLoopbackAddress() : null;
		return ((address != null) ? address : InetAddress.getLoopbackAddress()).getHostAddress();
	}

}
