// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of the join line.
 *
 * @param host a name or an address
 * @param port the port
 */
record JoinAddress(String host, int port) {

	static final int DEFAULT_PORT = 7800;

	private static final Pattern FORM = Pattern
		.compile("(?:\\[(?<v6>[0-9a-fA-F:.%]+)]|(?<name>[^\\s:\\[\\]]+))(?::(?<port>\\d{1,5}))?");

	static JoinAddress parse(String text) {
		Matcher matcher = FORM.matcher(text.trim());
		int port = DEFAULT_PORT;
		if (matcher.matches() && matcher.group("port") != null) {
			port = Integer.parseInt(matcher.group("port"));
		}
		if (!matcher.matches() || port < 1 || port > 65535) {
			throw new MembershipRefusedException("sprocket.discovery.embedded.join holds '" + text + "'",
					"Write it as host or host:port with a port from 1 to 65535; "
							+ "an IPv6 address stands in brackets, as in [fd00::5]:7800.");
		}
		return new JoinAddress((matcher.group("v6") != null) ? matcher.group("v6") : matcher.group("name"), port);
	}

	/**
	 * Tell by the text alone, as nobody answers for names at the start.
	 * @return whether it is on this machine for sure
	 */
	boolean isLoopback() {
		return this.host.equalsIgnoreCase("localhost") || this.host.startsWith("127.") || this.host.equals("::1");
	}

	@Override
	public String toString() {
		return (this.host.contains(":") ? "[" + this.host + "]" : this.host) + ":" + this.port;
	}

}
