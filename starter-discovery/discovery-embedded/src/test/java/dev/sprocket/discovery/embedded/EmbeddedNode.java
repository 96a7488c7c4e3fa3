// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.Map;

import org.jgroups.JChannel;
import org.jgroups.protocols.BasicTCP;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.discovery.spi.InstanceWatcher;
import dev.sprocket.discovery.test.RegistryNode;

/**
 * An application context with the membership.
 *
 * @param context the context
 */
record EmbeddedNode(AnnotationConfigApplicationContext context) implements RegistryNode {

	static EmbeddedNode start(Map<String, String> properties) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(properties).applyTo(context);
		context.register(EmbeddedDiscoveryAutoConfiguration.class);
		context.refresh();
		return new EmbeddedNode(context);
	}

	@Override
	@SuppressWarnings("unchecked")
	public ServiceRegistry<LocalInstance> registry() {
		return this.context.getBean(ServiceRegistry.class);
	}

	@Override
	public DiscoveryClient client() {
		return this.context.getBean(EmbeddedDiscoveryClient.class);
	}

	@Override
	public InstanceWatcher watcher() {
		return this.context.getBean(InstanceWatcher.class);
	}

	/**
	 * Drop whatever is sent and received from now on.
	 */
	void cutOff() {
		try {
			ProtocolStack stack = channel().getProtocolStack();
			stack.insertProtocol(new DISCARD().discardAll(true), ProtocolStack.Position.ABOVE, TP.class);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	void reconnect() {
		channel().getProtocolStack().removeProtocol(DISCARD.class);
	}

	/**
	 * Drop everything and close the connections, as the system does for a killed process.
	 */
	void kill() {
		cutOff();
		ProtocolStack stack = channel().getProtocolStack();
		FD_SOCK2 sockets = stack.findProtocol(FD_SOCK2.class);
		sockets.stop();
		((BasicTCP) stack.getTransport()).clearConnections(false);
	}

	private JChannel channel() {
		Object cluster = ReflectionTestUtils.getField(this.context.getBean(Membership.class), "cluster");
		return (JChannel) ReflectionTestUtils.getField(cluster, "channel");
	}

	@Override
	public void close() {
		this.context.close();
	}

}
