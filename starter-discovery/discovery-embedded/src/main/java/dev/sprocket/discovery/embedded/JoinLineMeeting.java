// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jgroups.Address;
import org.jgroups.protocols.dns.DNSResolver;
import org.jgroups.stack.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where to look for others on other machines: at all addresses of the hosts in the join
 * line, which are asked for anew each time, and at those of whom was heard before, whose
 * join lines may name this process and not the other way round.
 */
final class JoinLineMeeting implements DNSResolver {

	private static final Logger logger = LoggerFactory.getLogger(JoinLineMeeting.class);

	private final String group;

	private final List<JoinAddress> join;

	private final Supplier<Collection<? extends Address>> heard;

	private final Set<String> unknown = new HashSet<>();

	JoinLineMeeting(String group, List<JoinAddress> join, Supplier<Collection<? extends Address>> heard) {
		this.group = group;
		this.join = join;
		this.heard = heard;
	}

	@Override
	public synchronized List<Address> resolveIps(String query, DNSRecordType recordType) {
		List<Address> addresses = new ArrayList<>(this.heard.get());
		for (JoinAddress entry : this.join) {
			try {
				for (InetAddress address : InetAddress.getAllByName(entry.host())) {
					addresses.add(new IpAddress(address, entry.port()));
				}
				this.unknown.remove(entry.host());
			}
			catch (UnknownHostException ex) {
				reportOnce(entry.host());
			}
		}
		return addresses;
	}

	private void reportOnce(String host) {
		if (this.unknown.add(host)) {
			logger.warn("{}: the host {} of sprocket.discovery.embedded.join is unknown; it is asked for again",
					this.group, host);
		}
	}

}
