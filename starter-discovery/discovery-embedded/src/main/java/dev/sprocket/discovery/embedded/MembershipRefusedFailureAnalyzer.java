// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong with the settings of the membership.
 */
final class MembershipRefusedFailureAnalyzer extends AbstractFailureAnalyzer<MembershipRefusedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MembershipRefusedException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.remedy(), cause);
	}

}
