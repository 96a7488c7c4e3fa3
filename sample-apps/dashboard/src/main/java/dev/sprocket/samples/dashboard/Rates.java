// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.dashboard;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much traffic to send, in calls a second, each 0 to 1,000.
 *
 * @param http requests for the totals by HTTP
 * @param rpc calls for the totals by RPC
 * @param deliveries deliveries as from GitHub
 */
record Rates(@DefaultValue("0") @Min(0) @Max(MOST) int http, @DefaultValue("0") @Min(0) @Max(MOST) int rpc,
		@DefaultValue("0") @Min(0) @Max(MOST) int deliveries) {

	private static final int MOST = 1000;

	static final Rates NONE = new Rates(0, 0, 0);

}
