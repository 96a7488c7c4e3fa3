// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Balancer} knows of an endpoint at one moment.
 *
 * @param name the endpoint
 * @param picks how many calls went to it
 * @param inFlight how many of them have not ended
 * @param latency the latency that is expected of it, or {@code null} if it has not
 * answered for long
 * @param ejectedFor how long it stays ejected, zero if it waits for its probe, or
 * {@code null} if it is in service
 * @param ejectedBecause why it is ejected, or {@code null} if it is in service
 * @param ejections how many ejections in a row there were
 */
public record EndpointSnapshot(String name, long picks, int inFlight, @Nullable Duration latency,
		@Nullable Duration ejectedFor, @Nullable String ejectedBecause, int ejections) {

}
