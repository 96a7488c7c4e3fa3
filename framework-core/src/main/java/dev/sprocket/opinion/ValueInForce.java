// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * Where a property has its value from. A key counts as set by relaxed binding (the
 * variable {@code SERVER_PORT} sets {@code server.port}) and also when it is a list of
 * indexed entries.
 *
 * @param environment the environment
 * @param name the name asked for
 * @param property the property found, which may be its first indexed entry
 */
record ValueInForce(ConfigurableEnvironment environment, ConfigurationPropertyName name,
		ConfigurationProperty property) {

	static boolean isSet(ConfigurableEnvironment environment, ConfigurationPropertyName name) {
		return find(environment, name) != null;
	}

	static @Nullable ValueInForce find(ConfigurableEnvironment environment, ConfigurationPropertyName name) {
		ConfigurationPropertyName firstEntry = name.append("[0]");
		for (ConfigurationPropertySource source : ConfigurationPropertySources.from(environment.getPropertySources())) {
			ConfigurationProperty whole = source.getConfigurationProperty(name);
			ConfigurationProperty found = (whole != null) ? whole : source.getConfigurationProperty(firstEntry);
			if (found != null) {
				return new ValueInForce(environment, name, found);
			}
		}
		return null;
	}

	@Nullable Object resolved() {
		if (!this.property.getName().equals(this.name)) {
			return String.join(",",
					Binder.get(this.environment).bind(this.name, Bindable.listOf(String.class)).orElse(List.of()));
		}
		Object value = this.property.getValue();
		return (value instanceof String text) ? this.environment.resolvePlaceholders(text) : value;
	}

	String origin() {
		Object origin = this.property.getOrigin();
		if (origin != null) {
			return origin.toString();
		}
		PropertySource<?> source = source();
		return (source != null) ? source.getName() : "unknown";
	}

	boolean isDefault(Object value) {
		return DefaultPropertiesPropertySource.hasMatchingName(source())
				&& Objects.equals(value, this.property.getValue());
	}

	@Nullable PropertySource<?> source() {
		ConfigurationPropertySource source = this.property.getSource();
		Object underlying = (source != null) ? source.getUnderlyingSource() : null;
		return (underlying instanceof PropertySource<?>) ? (PropertySource<?>) underlying : null;
	}

}
