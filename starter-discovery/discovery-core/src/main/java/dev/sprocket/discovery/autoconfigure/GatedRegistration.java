// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.serviceregistry.Registration;

/**
 * One registration at one registry: what is asked for, and what the registry is known to
 * have. Only the thread of the gate changes it; anybody may look.
 *
 * @param <R> the registry's own type of registrations
 */
final class GatedRegistration<R extends Registration> {

	private final R registration;

	private volatile Presence presence;

	private volatile Instant since = Instant.now();

	private volatile @Nullable String error;

	private boolean withdrawn;

	private boolean lastWanted;

	private int failures;

	GatedRegistration(R registration, boolean mayBeThere) {
		this.registration = registration;
		this.presence = mayBeThere ? Presence.UNKNOWN : Presence.ABSENT;
	}

	static String key(Registration registration) {
		return registration.getServiceId() + "/" + registration.getInstanceId();
	}

	R registration() {
		return this.registration;
	}

	void withdraw() {
		this.withdrawn = true;
	}

	boolean isWithdrawn() {
		return this.withdrawn;
	}

	boolean differsFrom(boolean wanted) {
		return this.presence != (wanted ? Presence.PRESENT : Presence.ABSENT);
	}

	void settled(boolean present) {
		this.presence = present ? Presence.PRESENT : Presence.ABSENT;
		this.since = Instant.now();
		this.error = null;
		this.failures = 0;
	}

	/**
	 * Note a failure, after which the registry may or may not have acted.
	 * @param wanted what was asked for
	 * @param cause what happened
	 * @return whether it is the first one since something else was asked for
	 */
	boolean failed(boolean wanted, Throwable cause) {
		boolean first = this.failures == 0 || this.lastWanted != wanted;
		this.failures = first ? 1 : this.failures + 1;
		this.lastWanted = wanted;
		this.presence = Presence.UNKNOWN;
		this.since = first ? Instant.now() : this.since;
		this.error = cause.toString();
		return first;
	}

	/**
	 * Note that the registry may have lost the registration.
	 */
	void doubt() {
		if (this.presence == Presence.PRESENT) {
			this.presence = Presence.UNKNOWN;
		}
	}

	int failures() {
		return this.failures;
	}

	Presence presence() {
		return this.presence;
	}

	Instant since() {
		return this.since;
	}

	@Nullable String error() {
		return this.error;
	}

	@Override
	public String toString() {
		return key(this.registration);
	}

	/**
	 * Whether the registry has the registration.
	 */
	enum Presence {

		ABSENT, PRESENT, UNKNOWN

	}

}
