// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.util.List;

/**
 * The candidates as they stood at the last change. If more than half of those that take
 * connections are ejected, the ejections say more about the network or this client than
 * about the endpoints, and are ignored. Where nobody listens nothing is sent, unless that
 * is so everywhere: then the one that was tried longest ago is tried again.
 *
 * @param candidates all
 * @param serving those to pick from
 * @param ejected those that wait for their probe
 * @param panic whether ejections are ignored
 * @param probeAt when the first probe is due, if any is ejected
 * @param <T> what the caller calls
 */
record Pool<T>(List<Endpoint<T>> candidates, List<Endpoint<T>> serving, List<Endpoint<T>> ejected, boolean panic,
		long probeAt) {

	static <T> Pool<T> of(List<Endpoint<T>> candidates) {
		List<Endpoint<T>> reachable = candidates.stream().filter(Endpoint::isReachable).toList();
		if (reachable.isEmpty()) {
			return new Pool<>(candidates, List.of(), List.of(), !candidates.isEmpty(), 0);
		}
		List<Endpoint<T>> healthy = reachable.stream().filter(Endpoint::isInService).toList();
		boolean panic = healthy.size() * 2 < reachable.size();
		List<Endpoint<T>> serving = panic ? reachable : healthy;
		List<Endpoint<T>> ejected = candidates.stream().filter((endpoint) -> !serving.contains(endpoint)).toList();
		return new Pool<>(candidates, serving, ejected, panic, ejected.isEmpty() ? 0 : earliest(ejected));
	}

	private static <T> long earliest(List<Endpoint<T>> ejected) {
		return ejected.stream()
			.map(Endpoint::ejectedUntil)
			.reduce((first, second) -> (first - second <= 0) ? first : second)
			.orElseThrow();
	}

	boolean isProbeDue(long now) {
		return !this.ejected.isEmpty() && now - this.probeAt >= 0;
	}

}
