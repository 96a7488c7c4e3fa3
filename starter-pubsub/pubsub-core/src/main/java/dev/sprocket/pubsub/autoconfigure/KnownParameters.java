// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.List;
import java.util.Set;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Refuses parameters that the endpoints do not have, which would be ignored: without a
 * misspelt condition all dead letters would be meant.
 */
final class KnownParameters implements OperationInvokerAdvisor {

	private static final Set<EndpointId> ENDPOINTS = Set.of(EndpointId.of("subscriptions"),
			EndpointId.of("deadletters"));

	@Override
	public OperationInvoker apply(EndpointId endpoint, OperationType type, OperationParameters parameters,
			OperationInvoker invoker) {
		if (!ENDPOINTS.contains(endpoint)) {
			return invoker;
		}
		List<String> path = names(parameters, true);
		List<String> known = names(parameters, false);
		return (context) -> {
			List<String> unknown = context.getArguments()
				.keySet()
				.stream()
				.filter((name) -> !path.contains(name) && !known.contains(name))
				.sorted()
				.toList();
			return unknown.isEmpty() ? invoker.invoke(context)
					: Requests.mistake(ErrorKind.INVALID,
							"Endpoint " + endpoint + ": there is no parameter " + String.join(", ", unknown) + " here, "
									+ (known.isEmpty() ? "nor any other" : "only " + String.join(", ", known)));
		};
	}

	private static List<String> names(OperationParameters parameters, boolean inPath) {
		return parameters.stream()
			.filter((parameter) -> (parameter.getAnnotation(Selector.class) != null) == inPath)
			.map(OperationParameter::getName)
			.toList();
	}

}
