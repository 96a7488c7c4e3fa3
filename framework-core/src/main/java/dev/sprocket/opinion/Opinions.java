// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The opinions that apply to one application, at most one a key.
 *
 * @param opinions those whose conditions hold, in order of their keys
 * @param added the keys that nothing else had set
 */
record Opinions(List<Opinion> opinions, Set<String> added) {

	/**
	 * Select the opinions whose conditions hold and add those about a key that nothing
	 * sets to Boot's default properties.
	 * @param files the opinion files, those that win first
	 * @param conditions what holds here
	 * @param environment the environment to add to
	 * @return the opinions
	 */
	static Opinions apply(List<OpinionFile> files, OpinionConditions conditions, ConfigurableEnvironment environment) {
		List<Opinion> selected = select(files, conditions);
		Map<String, Object> absent = new LinkedHashMap<>();
		for (Opinion opinion : selected) {
			if (!ValueInForce.isSet(environment, opinion.name())) {
				absent.put(opinion.key(), opinion.value());
			}
		}
		DefaultPropertiesPropertySource.addOrMerge(absent, environment.getPropertySources());
		return new Opinions(selected, Set.copyOf(absent.keySet()));
	}

	private static List<Opinion> select(List<OpinionFile> files, OpinionConditions conditions) {
		Map<ConfigurationPropertyName, Opinion> selected = new TreeMap<>();
		files.stream()
			.flatMap((file) -> file.opinions().stream())
			.filter(conditions::hold)
			.forEach((opinion) -> selected.putIfAbsent(opinion.name(), opinion));
		return List.copyOf(selected.values());
	}

	/**
	 * Return whether the value of an opinion is the one in force, not a user's.
	 * @param opinion the opinion
	 * @param environment the environment as it is now
	 * @return {@code true} if nothing overrides it
	 */
	boolean isInForce(Opinion opinion, ConfigurableEnvironment environment) {
		ValueInForce value = ValueInForce.find(environment, opinion.name());
		return this.added.contains(opinion.key()) && value != null && value.isDefault(opinion.value());
	}

}
