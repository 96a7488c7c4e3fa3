// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Adds {@code pubsubStore} to the readiness group, beside what the user or Boot put
 * there.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
final class PubSubReadiness implements HealthEndpointGroupsPostProcessor {

	private static final String READINESS = "readiness";

	private static final String CONTRIBUTOR = "pubsubStore";

	private final Environment environment;

	PubSubReadiness(Environment environment) {
		this.environment = environment;
	}

	@Override
	public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
		Set<String> excluded = Binder.get(this.environment)
			.bind("management.endpoint.health.group.readiness.exclude", Bindable.setOf(String.class))
			.orElse(Set.of());
		return excluded.contains(CONTRIBUTOR) ? groups : new WithStore(groups);
	}

	private record WithStore(HealthEndpointGroups groups) implements HealthEndpointGroups {

		@Override
		public HealthEndpointGroup getPrimary() {
			return this.groups.getPrimary();
		}

		@Override
		public Set<String> getNames() {
			return this.groups.getNames();
		}

		@Override
		public @Nullable HealthEndpointGroup get(String name) {
			HealthEndpointGroup group = this.groups.get(name);
			return (group != null && name.equals(READINESS)) ? new Readiness(group) : group;
		}

	}

	private record Readiness(HealthEndpointGroup group) implements HealthEndpointGroup {

		@Override
		public boolean isMember(String name) {
			return name.equals(CONTRIBUTOR) || this.group.isMember(name);
		}

		@Override
		public boolean showComponents(SecurityContext securityContext) {
			return this.group.showComponents(securityContext);
		}

		@Override
		public boolean showDetails(SecurityContext securityContext) {
			return this.group.showDetails(securityContext);
		}

		@Override
		public StatusAggregator getStatusAggregator() {
			return this.group.getStatusAggregator();
		}

		@Override
		public HttpCodeStatusMapper getHttpCodeStatusMapper() {
			return this.group.getHttpCodeStatusMapper();
		}

		@Override
		public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
			return this.group.getAdditionalPath();
		}

	}

}
