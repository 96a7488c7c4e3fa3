// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Names of the settings of topics. Binding takes what is before the first dot for the
 * topic and passes over the rest in silence, so a name with dots has to be in brackets.
 */
final class TopicSettingNames {

	private static final ConfigurationPropertyName TOPICS = ConfigurationPropertyName.of("sprocket.pubsub.topics");

	private static final List<ConfigurationPropertyName> SETTINGS = List.of(ConfigurationPropertyName.of("backend"),
			ConfigurationPropertyName.of("schema"), ConfigurationPropertyName.of("cloudevents.mode"),
			ConfigurationPropertyName.of("cloudevents.source"), ConfigurationPropertyName.of("cloudevents.type"));

	private TopicSettingNames() {
	}

	/**
	 * Return the name of a setting.
	 * @param topic the topic
	 * @param setting what is set
	 * @return the name as it may stand in a file of properties
	 */
	static String of(String topic, String setting) {
		return TOPICS + (topic.contains(".") ? "[" + topic + "]." : "." + topic + ".") + setting;
	}

	/**
	 * Refuse what binding would pass over.
	 * @param environment where settings come from
	 * @throws InvalidConfigurationPropertyValueException if there is a name without a
	 * meaning
	 */
	static void check(ConfigurableEnvironment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.from(environment.getPropertySources())) {
			if (source instanceof IterableConfigurationPropertySource names) {
				names.stream()
					.filter((name) -> TOPICS.isAncestorOf(name) && !isKnown(name.subName(depth())))
					.forEach((name) -> refuse(name, source.getConfigurationProperty(name)));
			}
		}
	}

	private static int depth() {
		return TOPICS.getNumberOfElements() + 1;
	}

	private static boolean isKnown(ConfigurationPropertyName setting) {
		return setting.isEmpty() || SETTINGS.contains(setting);
	}

	private static void refuse(ConfigurationPropertyName name, @Nullable ConfigurationProperty property) {
		String meant = meant(name);
		throw new InvalidConfigurationPropertyValueException(name.toString(),
				(property != null) ? property.getValue() : null,
				(meant != null) ? "A topic whose name has dots stands in brackets: " + meant + ", in YAML with quotes."
						: "It is no setting of a topic. There are " + SETTINGS.stream()
							.map(ConfigurationPropertyName::toString)
							.collect(Collectors.joining(", ")) + ".");
	}

	private static @Nullable String meant(ConfigurationPropertyName name) {
		for (int end = name.getNumberOfElements() - 1; end > depth(); end--) {
			ConfigurationPropertyName setting = name.subName(end);
			if (SETTINGS.contains(setting)) {
				return of(name.chop(end).subName(TOPICS.getNumberOfElements()).toString(), setting.toString());
			}
		}
		return null;
	}

}
