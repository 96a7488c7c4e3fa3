// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The settings, checked.
 *
 * @param group who belongs together
 * @param application how this process is called in the logs of others
 * @param join the join line
 * @param keys the secrets, the first one seals; empty for the one of the user
 * @param bindAddress where to listen, {@code null} to find it by the join line
 * @param bindPort the port, 0 for any
 * @param directory the directory of the user
 * @param heartbeatTimeout how long an instance may be silent
 */
record MembershipSettings(String group, String application, List<JoinAddress> join, List<String> keys,
		@Nullable InetAddress bindAddress, int bindPort, Path directory, Duration heartbeatTimeout) {

	private static final String PREFIX = "sprocket.discovery.embedded.";

	private static final int SHORTEST_KEY = 16;

	private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);

	static MembershipSettings of(EmbeddedDiscoveryProperties properties, String group, String application) {
		List<JoinAddress> join = properties.join().stream().map(JoinAddress::parse).toList();
		InetAddress bindAddress = bindAddress(properties.bindAddress(), join);
		List<String> keys = keys(properties);
		checkReach(join, bindAddress, keys);
		if (properties.heartbeatTimeout().compareTo(SHORTEST_TIMEOUT) < 0) {
			throw new MembershipRefusedException(PREFIX + "heartbeat-timeout is " + properties.heartbeatTimeout(),
					"Set it to 1s or more: a pause for garbage collection must not look like a failure.");
		}
		return new MembershipSettings(group, application, join, keys, bindAddress,
				bindPort(properties.bindPort(), join.isEmpty() && isLoopback(bindAddress)),
				directory(properties.directory()), properties.heartbeatTimeout());
	}

	private static @Nullable InetAddress bindAddress(@Nullable String text, List<JoinAddress> join) {
		if (text == null || text.isBlank()) {
			return join.stream().allMatch(JoinAddress::isLoopback) ? InetAddress.getLoopbackAddress() : null;
		}
		try {
			InetAddress address = InetAddress.getByName(text);
			if (address.isAnyLocalAddress()) {
				throw new MembershipRefusedException(
						PREFIX + "bind-address is " + text + ", which others would be told to connect to",
						"Set it to one address of this machine, or remove it to have the one that leads to the others.");
			}
			return address;
		}
		catch (UnknownHostException ex) {
			throw new MembershipRefusedException(PREFIX + "bind-address is '" + text + "', which nobody knows",
					"Set it to an address of this machine, or remove it.");
		}
	}

	private static List<String> keys(EmbeddedDiscoveryProperties properties) {
		List<String> keys = new ArrayList<>();
		if (properties.key() != null && !properties.key().isEmpty()) {
			keys.add(checked("key", properties.key()));
		}
		else if (!properties.acceptedKeys().isEmpty()) {
			throw new MembershipRefusedException(PREFIX + "accepted-keys is set without " + PREFIX + "key",
					"Set " + PREFIX + "key to the secret that this instance is to send with.");
		}
		properties.acceptedKeys().forEach((key) -> keys.add(checked("accepted-keys", key)));
		return List.copyOf(keys);
	}

	private static String checked(String property, String key) {
		if (key.length() < SHORTEST_KEY) {
			throw new MembershipRefusedException(
					PREFIX + property + " has " + key.length() + " characters, which can be guessed",
					"Set it to at least " + SHORTEST_KEY
							+ " characters, best to the output of: openssl rand -base64 32");
		}
		return key;
	}

	private static void checkReach(List<JoinAddress> join, @Nullable InetAddress bindAddress, List<String> keys) {
		if (isLoopback(bindAddress) || !keys.isEmpty()) {
			return;
		}
		String cause = (bindAddress != null) ? PREFIX + "bind-address=" + bindAddress.getHostAddress()
				: PREFIX + "join=" + String.join(",", join.stream().map(JoinAddress::toString).toList());
		throw new MembershipRefusedException(
				"Membership is to leave this machine (" + cause + ") without a key, so that anybody on the network "
						+ "could see the instances and add some",
				"Set " + PREFIX + "key to the same secret of at least " + SHORTEST_KEY
						+ " characters in all instances, such as the output of: openssl rand -base64 32. "
						+ "To stay on this machine remove " + cause.substring(0, cause.indexOf('=')) + ".");
	}

	private static int bindPort(@Nullable Integer port, boolean any) {
		if (port == null) {
			return any ? 0 : JoinAddress.DEFAULT_PORT;
		}
		if (port < 0 || port > 65535) {
			throw new MembershipRefusedException(PREFIX + "bind-port is " + port,
					"Set it to a port from 1 to 65535, or to 0 for any free one.");
		}
		return port;
	}

	private static Path directory(@Nullable Path directory) {
		if (directory != null) {
			return directory;
		}
		String user = System.getProperty("user.name", "user").replaceAll("[^A-Za-z0-9._-]", "_");
		return Path.of(System.getProperty("java.io.tmpdir"), "sprocket-" + user);
	}

	private static boolean isLoopback(@Nullable InetAddress address) {
		return address != null && address.isLoopbackAddress();
	}

	/**
	 * Return whether instances find each other through the directory.
	 * @return {@code false} if a join line or others' join lines do that
	 */
	boolean isOnThisMachine() {
		return this.join.isEmpty() && isLoopback(this.bindAddress);
	}

	@Override
	public String toString() {
		return "group " + this.group;
	}

}
