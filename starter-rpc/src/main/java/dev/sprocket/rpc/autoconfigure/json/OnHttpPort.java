// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless a negative {@code server.port} says that there is no HTTP port.
 */
class OnHttpPort extends SpringBootCondition {

	private static final String PORT = "server.port";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("HTTP port");
		int port = context.getEnvironment().getProperty(PORT, Integer.class, 0);
		return (port < 0) ? ConditionOutcome.noMatch(message.because(PORT + " is " + port))
				: ConditionOutcome.match(message.because(PORT + " is not negative"));
	}

}
