// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Duration;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.serviceregistry.Registration;

import dev.sprocket.lifecycle.Deadline;

/**
 * Sends what another project's auto-registration asks its registry for to the gate.
 *
 * @param <R> the registry's own type of registrations
 */
final class GateInterceptor<R extends Registration> implements MethodInterceptor {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final RegistrationGate<R> gate;

	GateInterceptor(RegistrationGate<R> gate) {
		this.gate = gate;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation call) throws Throwable {
		@Nullable Object[] arguments = call.getArguments();
		if (arguments.length != 1 || !(arguments[0] instanceof Registration)) {
			return call.proceed();
		}
		@SuppressWarnings("unchecked")
		R registration = (R) arguments[0];
		switch (call.getMethod().getName()) {
			case "register" -> this.gate.register(registration);
			case "deregister" -> this.gate.deregister(registration, Deadline.after(PATIENCE));
			default -> {
				return call.proceed();
			}
		}
		return null;
	}

}
