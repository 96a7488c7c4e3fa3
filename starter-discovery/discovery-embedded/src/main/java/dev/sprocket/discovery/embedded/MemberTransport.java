// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import org.jgroups.Address;
import org.jgroups.protocols.TCP;

/**
 * JGroups' TCP transport, which also says to whom it is connected.
 */
final class MemberTransport extends TCP {

	boolean isConnectedTo(Address address) {
		return this.srv != null && this.srv.hasConnection(address);
	}

}
