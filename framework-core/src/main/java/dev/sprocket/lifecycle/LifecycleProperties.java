// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the lifecycle plan. The longest wait for work under way is Boot's own
 * {@code spring.lifecycle.timeout-per-shutdown-phase}.
 *
 * @param propagationDelay wait between "not ready" and the end of intake, for load
 * balancers and clients to notice; 5s on Kubernetes or with starter-discovery
 * @param total the longest the whole stop may take before Spring's own close; steps are
 * cut short by it, so leave some seconds after the wait for work under way
 * @param signals whether an executable application handles SIGTERM and SIGINT itself:
 * exit status 0 after an orderly stop, and one more signal after a second halts at once
 */
@ConfigurationProperties("sprocket.lifecycle")
record LifecycleProperties(@DefaultValue("0s") Duration propagationDelay, @DefaultValue("60s") Duration total,
		@DefaultValue("false") boolean signals) {

}
