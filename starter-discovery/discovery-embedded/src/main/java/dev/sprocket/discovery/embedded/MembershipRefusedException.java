// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

/**
 * The membership cannot be as it is configured.
 */
final class MembershipRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	MembershipRefusedException(String reason, String remedy) {
		super(reason);
		this.remedy = remedy;
	}

	String remedy() {
		return this.remedy;
	}

}
