// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jgroups.Address;
import org.jgroups.protocols.dns.DNSResolver;
import org.jgroups.stack.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where to look for others on this machine: at the addresses in the directory of the
 * user, after the own one was left there, so that of two that start at the same moment
 * one sees the other.
 */
final class DirectoryMeeting implements DNSResolver {

	private final MemberDirectory directory;

	private final BooleanSupplier wanted;

	private final Supplier<String> own;

	/**
	 * Create a meeting.
	 * @param directory the directory
	 * @param wanted whether others are to come, or this process is about to leave
	 * @param own where this process listens
	 */
	DirectoryMeeting(MemberDirectory directory, BooleanSupplier wanted, Supplier<String> own) {
		this.directory = directory;
		this.wanted = wanted;
		this.own = own;
	}

	@Override
	public List<Address> resolveIps(String query, DNSRecordType recordType) {
		if (this.wanted.getAsBoolean()) {
			this.directory.announce(this.own.get());
		}
		return this.directory.addresses().stream().map(DirectoryMeeting::parse).filter(Objects::nonNull).toList();
	}

	private static @Nullable Address parse(String address) {
		try {
			return new IpAddress(address);
		}
		catch (Exception ex) {
			// written by half at this moment; it is read again soon
			return null;
		}
	}

}
