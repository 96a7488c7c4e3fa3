// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * What the properties say of the connections of a channel, so far as they say anything;
 * Boot's own type has a default in the place of what is not said.
 *
 * @param keepalive how a connection is kept alive
 * @param idle when it is closed
 */
record ConnectionSettings(@DefaultValue Keepalive keepalive, @DefaultValue Idle idle) {

	/**
	 * How a connection is kept alive.
	 *
	 * @param time the pause between pings
	 * @param timeout how long an answer may take
	 */
	record Keepalive(@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration time,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration timeout) {

	}

	/**
	 * When a connection is closed.
	 *
	 * @param timeout how long it may be idle
	 */
	record Idle(@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration timeout) {

	}

}
