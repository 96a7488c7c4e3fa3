// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery;

import java.net.URI;
import java.util.Map;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.serviceregistry.Registration;

/**
 * This process as it is shown to others: what every registry of this project gets to
 * register. Values never change; the bean is there as soon as all ports are known.
 */
public final class LocalInstance implements Registration {

	/**
	 * Metadata: the port of the HTTP server, absent without one.
	 */
	public static final String HTTP_PORT = "http";

	/**
	 * Metadata: the port of the gRPC server, absent without one. The name is the one that
	 * gRPC clients of other frameworks look for.
	 */
	public static final String GRPC_PORT = "gRPC_port";

	/**
	 * Metadata: the port of the management server, absent without one of its own.
	 */
	public static final String MANAGEMENT_PORT = "management.port";

	/**
	 * Metadata: the version of the service.
	 */
	public static final String VERSION = "version";

	/**
	 * Metadata: the zone in which the instance runs, absent if nobody said.
	 */
	public static final String ZONE = "zone";

	private final String instanceId;

	private final DefaultServiceInstance instance;

	/**
	 * Make the view of this process.
	 * @param instanceId unique among the instances that run at the same time
	 * @param serviceId the service
	 * @param host how others reach this machine
	 * @param port the HTTP port, else the gRPC port, else the management port, else 0
	 * @param secure whether that port is an HTTP port with TLS
	 * @param metadata the ports, the version, the zone and what the user adds
	 */
	public LocalInstance(String instanceId, String serviceId, String host, int port, boolean secure,
			Map<String, String> metadata) {
		this.instanceId = instanceId;
		this.instance = new DefaultServiceInstance(instanceId, serviceId, host, port, secure, Map.copyOf(metadata));
	}

	@Override
	public String getInstanceId() {
		return this.instanceId;
	}

	@Override
	public String getServiceId() {
		return this.instance.getServiceId();
	}

	@Override
	public String getHost() {
		return this.instance.getHost();
	}

	@Override
	public int getPort() {
		return this.instance.getPort();
	}

	@Override
	public boolean isSecure() {
		return this.instance.isSecure();
	}

	@Override
	public URI getUri() {
		return this.instance.getUri();
	}

	@Override
	public Map<String, String> getMetadata() {
		return this.instance.getMetadata();
	}

	@Override
	public String toString() {
		return getServiceId() + "/" + getInstanceId();
	}

}
