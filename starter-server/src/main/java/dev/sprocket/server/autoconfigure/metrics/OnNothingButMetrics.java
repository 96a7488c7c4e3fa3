// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.metrics;

import java.util.Collections;
import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless observations are filtered or extended by property, which only Boot's own
 * observation of requests honours.
 */
class OnNothingButMetrics extends SpringBootCondition {

	private static final Bindable<Map<String, String>> MAP = Bindable.mapOf(String.class, String.class);

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Light HTTP metrics");
		for (String name : new String[] { "management.observations.enable", "management.observations.key-values" }) {
			if (!find(context.getEnvironment(), name).isEmpty()) {
				return ConditionOutcome.noMatch(message.because(name + " is set"));
			}
		}
		return ConditionOutcome.match(message.because("observations are not customized by property"));
	}

	private static Map<String, String> find(Environment environment, String name) {
		return Binder.get(environment).bind(name, MAP).orElse(Collections.emptyMap());
	}

}
