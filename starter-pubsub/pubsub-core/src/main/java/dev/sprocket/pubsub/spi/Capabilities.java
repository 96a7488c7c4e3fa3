// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a backend can do; constant. The engine plans with it, the conformance suite checks
 * each word of it, and the matrix in the documentation is printed from it.
 *
 * @param support who provides each capability; absent means {@link Support#NONE}
 * @param cumulative whether acknowledgment is by position ({@link Settlement.AckThrough})
 * instead of by message
 * @param maxIdle how long the engine may stay away from {@link Receiver#receive} without
 * being taken for dead or holding up the other members of its group
 * @param limits sizes and times
 */
public record Capabilities(Map<Capability, Support> support, boolean cumulative, Duration maxIdle, Limits limits) {

	public Capabilities {
		EnumMap<Capability, Support> complete = new EnumMap<>(Capability.class);
		for (Capability capability : Capability.values()) {
			complete.put(capability, support.getOrDefault(capability, Support.NONE));
		}
		support = Collections.unmodifiableMap(complete);
		if (!cumulative && support.get(Capability.LEASE_EXTENSION) == Support.EMULATED) {
			throw new IllegalArgumentException("The engine keeps leases only where lanes are settled by position");
		}
	}

	/**
	 * Return who provides a capability.
	 * @param capability the capability
	 * @return native, emulated or none
	 */
	public Support of(Capability capability) {
		return this.support.getOrDefault(capability, Support.NONE);
	}

	/**
	 * Return whether the broker itself provides a capability.
	 * @param capability the capability
	 * @return {@code true} if native
	 */
	public boolean isNative(Capability capability) {
		return of(capability) == Support.NATIVE;
	}

	/**
	 * Return what there is with an outbox beside the backend. What the outbox adds is
	 * emulated; dead letters that it keeps are apart from their messages.
	 * @param outbox the outbox, or {@code null} for none
	 * @return the capabilities of both
	 */
	public Capabilities with(@Nullable Outbox outbox) {
		if (outbox == null) {
			return this;
		}
		Map<Capability, Support> both = new EnumMap<>(this.support);
		add(both, Capability.TRANSACTIONAL_PUBLISH, true);
		add(both, Capability.DELAYED_DELIVERY, !outbox.maxDeliveryDelay().isZero());
		if (add(both, Capability.BROWSE, outbox.letterIndex() != null)) {
			both.put(Capability.ATOMIC_FORWARD, Support.NONE);
		}
		return new Capabilities(both, this.cumulative, this.maxIdle, this.limits);
	}

	private static boolean add(Map<Capability, Support> support, Capability capability, boolean offered) {
		return offered && support.replace(capability, Support.NONE, Support.EMULATED);
	}

}
