// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.util.List;
import java.util.Map;

/**
 * Looks at the balancers of one kind of client. A bean of this type is shown by the
 * endpoint {@code discovery}.
 */
@FunctionalInterface
public interface BalancingView {

	/**
	 * Return what the balancers know of their endpoints.
	 * @return by what is called, such as {@code discovery:///orders} or
	 * {@code lb://orders}
	 */
	Map<String, List<EndpointSnapshot>> snapshot();

}
