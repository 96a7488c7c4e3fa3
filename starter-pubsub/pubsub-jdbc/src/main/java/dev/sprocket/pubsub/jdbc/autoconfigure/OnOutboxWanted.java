// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if the application asked for an outbox, in any word that Boot binds to true:
 * its own conditions on properties compare text.
 */
final class OnOutboxWanted extends SpringBootCondition {

	private static final String OUTBOX = JdbcProperties.PREFIX + ".outbox";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean wanted = Binder.get(context.getEnvironment()).bind(OUTBOX, Boolean.class).orElse(false);
		return new ConditionOutcome(wanted,
				ConditionMessage.forCondition("Outbox").because(OUTBOX + " is " + (wanted ? "true" : "not true")));
	}

}
