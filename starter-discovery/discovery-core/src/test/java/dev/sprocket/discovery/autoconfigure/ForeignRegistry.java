// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.serviceregistry.AbstractAutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * A registry as those of other projects are: a class that is injected by its type, called
 * by Spring Cloud's auto-registration.
 */
class ForeignRegistry implements ServiceRegistry<ForeignRegistry.Instance> {

	final List<String> calls = new CopyOnWriteArrayList<>();

	final Map<String, String> metadata = new HashMap<>(Map.of("version", "theirs"));

	private final boolean down;

	ForeignRegistry(boolean down) {
		this.down = down;
	}

	List<String> calls() {
		return this.calls;
	}

	Map<String, String> metadata() {
		return this.metadata;
	}

	@Override
	public void register(Instance instance) {
		if (this.down) {
			throw new IllegalStateException("connection refused");
		}
		this.calls.add("register " + instance.getServiceId());
	}

	@Override
	public void deregister(Instance instance) {
		this.calls.add("deregister " + instance.getServiceId());
	}

	@Override
	public void close() {
		this.calls.add("close");
	}

	@Override
	public void setStatus(Instance instance, String status) {
		this.calls.add("status " + status);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> T getStatus(Instance instance) {
		return (T) "theirs";
	}

	static final class Instance extends DefaultServiceInstance implements Registration {

		Instance(Map<String, String> metadata) {
			super("their-id", "their-name", "127.0.0.1", 1, false, metadata);
		}

	}

	static final class AutoRegistration extends AbstractAutoServiceRegistration<Instance> {

		private final Instance instance;

		AutoRegistration(ApplicationContext context, ForeignRegistry registry,
				AutoServiceRegistrationProperties properties) {
			super(context, registry, properties);
			this.instance = new Instance(registry.metadata());
		}

		@Override
		@Deprecated
		protected Object getConfiguration() {
			return this.instance;
		}

		@Override
		protected boolean isEnabled() {
			return true;
		}

		@Override
		protected Instance getRegistration() {
			return this.instance;
		}

		@Override
		protected Instance getManagementRegistration() {
			return null;
		}

	}

	static class Configuration {

		@Bean
		ForeignRegistry foreignRegistry(@Value("${test.down:false}") boolean down) {
			return new ForeignRegistry(down);
		}

		@Bean
		AutoRegistration foreignAutoRegistration(ApplicationContext context, ForeignRegistry registry,
				AutoServiceRegistrationProperties properties) {
			return new AutoRegistration(context, registry, properties);
		}

	}

}
