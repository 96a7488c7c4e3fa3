// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.JChannel;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.dns.DNSResolver;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jspecify.annotations.Nullable;

/**
 * Makes channels: which protocols of JGroups, and how fast they notice what.
 */
final class ChannelFactory {

	private static final int HEARTBEATS = 5;

	private static final int FRAGMENT = 32_000;

	private static final long RESEND_MILLIS = 200;

	private static final long LOCAL_MERGE_MILLIS = 2000;

	private static final long SHORTEST_MERGE_MILLIS = 1000;

	private final MembershipSettings settings;

	private final @Nullable MemberDirectory directory;

	private final KeyMismatches mismatches;

	private @Nullable MessageCipher cipher;

	ChannelFactory(MembershipSettings settings) {
		this.settings = settings;
		this.directory = (settings.isOnThisMachine() || settings.keys().isEmpty())
				? MemberDirectory.open(settings.directory(), settings.group()) : null;
		this.mismatches = new KeyMismatches(settings.group());
	}

	/**
	 * Make a channel that is not connected.
	 * @param wanted whether others are to find it
	 * @return the channel
	 * @throws Exception the address to listen at cannot be found
	 */
	JChannel create(BooleanSupplier wanted) throws Exception {
		InetAddress bindAddress = bindAddress();
		AtomicReference<JChannel> channel = new AtomicReference<>();
		TCP transport = transport(bindAddress);
		JChannel created = new JChannel(transport, new Seal(transport, cipher(), this.mismatches),
				discovery(wanted, channel), merges(),
				new FD_SOCK2().setBindAddress(bindAddress).setOffset(1).setPortRange(20), heartbeats(),
				new VERIFY_SUSPECT2().setTimeout(1000),
				new NAKACK2().useMcastXmit(false).setXmitInterval(RESEND_MILLIS),
				new UNICAST3().setXmitInterval(RESEND_MILLIS), new STABLE(),
				new GMS().setJoinTimeout(isLocal() ? 500 : 2000).setMaxJoinAttempts(3).printLocalAddress(false),
				new FRAG2().setFragSize(FRAGMENT));
		channel.set(created);
		return created.setName(this.settings.application() + "/" + ProcessHandle.current().pid())
			.setDiscardOwnMessages(true);
	}

	private TCP transport(InetAddress bindAddress) {
		TCP transport = new TCP();
		transport.setBindAddress(bindAddress);
		transport.setBindPort(this.settings.bindPort());
		transport.setPortRange(0);
		transport.setSockConnTimeout(isLocal() ? 300 : 1000);
		transport.getThreadPool().setMaxThreads(20);
		return transport;
	}

	private DNS_PING discovery(BooleanSupplier wanted, AtomicReference<JChannel> channel) {
		DNS_PING discovery = new DNS_PING().dnsQuery(this.settings.group()).dnsRecordType("SRV");
		discovery.numDiscoveryRuns(3);
		discovery.asyncDiscoveryUseSeparateThread(true);
		return discovery.dnsResolver(meeting(wanted, channel));
	}

	private DNSResolver meeting(BooleanSupplier wanted, AtomicReference<JChannel> channel) {
		if (this.directory != null && this.settings.isOnThisMachine()) {
			return new DirectoryMeeting(this.directory, wanted, () -> address(channel.get()));
		}
		return new JoinLineMeeting(this.settings.group(), this.settings.join(), () -> heardOf(channel.get()));
	}

	private static Collection<? extends Address> heardOf(JChannel channel) {
		Object known = channel.down(new Event(Event.GET_LOGICAL_PHYSICAL_MAPPINGS, true));
		return ((Map<?, ?>) known).values().stream().map(Address.class::cast).toList();
	}

	private FD_ALL3 heartbeats() {
		FD_ALL3 heartbeats = new FD_ALL3();
		heartbeats.setTimeout(this.settings.heartbeatTimeout().toMillis());
		heartbeats.setInterval(this.settings.heartbeatTimeout().toMillis() / HEARTBEATS);
		return heartbeats;
	}

	// Parts look for each other, by a message to each known address, twice as often as a
	// failure takes to be noticed; on one machine that costs little.

	private MERGE3 merges() {
		long most = this.settings.heartbeatTimeout().toMillis() / 2;
		return new MERGE3().setMinInterval(Math.min(most / 2, SHORTEST_MERGE_MILLIS))
			.setMaxInterval(isLocal() ? Math.min(most, LOCAL_MERGE_MILLIS) : most);
	}

	private boolean isLocal() {
		return this.settings.isOnThisMachine();
	}

	// Costs a tenth of a second with a text, so it is not done while the application
	// starts.

	private MessageCipher cipher() {
		MessageCipher known = this.cipher;
		if (known == null) {
			known = (this.directory != null && this.settings.keys().isEmpty())
					? MessageCipher.ofRandom(this.directory.key(), this.settings.group())
					: MessageCipher.ofTexts(this.settings.keys(), this.settings.group());
			this.cipher = known;
		}
		return known;
	}

	private InetAddress bindAddress() throws IOException {
		if (this.settings.bindAddress() != null) {
			return this.settings.bindAddress();
		}
		IOException failure = new IOException("none of its hosts is known");
		for (JoinAddress entry : this.settings.join()) {
			try {
				return addressTowards(entry);
			}
			catch (IOException ex) {
				failure = ex;
			}
		}
		throw new IOException("No address of this machine leads to sprocket.discovery.embedded.join ("
				+ failure.getMessage() + "); set sprocket.discovery.embedded.bind-address", failure);
	}

	// Connecting a datagram socket sends nothing, but picks the way.

	private static InetAddress addressTowards(JoinAddress entry) throws IOException {
		try (DatagramSocket socket = new DatagramSocket()) {
			socket.connect(new InetSocketAddress(InetAddress.getByName(entry.host()), entry.port()));
			return socket.getLocalAddress();
		}
	}

	/**
	 * Return where a channel listens.
	 * @param channel a channel whose transport has started
	 * @return address and port
	 */
	static String address(JChannel channel) {
		return String.valueOf(channel.down(new Event(Event.GET_PHYSICAL_ADDRESS, channel.getAddress())));
	}

	/**
	 * Forget what a channel left for others to find.
	 * @param channel a channel that is about to close
	 */
	void withdraw(JChannel channel) {
		if (this.directory != null && isLocal()) {
			this.directory.withdraw(address(channel));
		}
	}

}
