// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.metrics;

import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless observations are filtered or extended by property, which only Boot's own
 * observation of calls honours.
 */
class OnNothingButMetrics extends SpringBootCondition {

	private static final Bindable<Map<String, String>> MAP = Bindable.mapOf(String.class, String.class);

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Light RPC metrics");
		Binder binder = Binder.get(context.getEnvironment());
		return Stream.of("management.observations.enable", "management.observations.key-values")
			.filter((name) -> binder.bind(name, MAP).isBound())
			.findFirst()
			.map((name) -> ConditionOutcome.noMatch(message.because(name + " is set")))
			.orElseGet(() -> ConditionOutcome.match(message.because("observations are not customized by property")));
	}

}
