// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * JSON for the methods of gRPC services on the HTTP port.
 *
 * @param enabled whether they are reachable as JSON: each by POST /pkg.Service/Method and
 * by its google.api.http rules
 * @param encodedSlashes whether the path of a request may hold %2F, which an id with a
 * slash in it needs. Tomcat refuses such a path, and this lets it through for the whole
 * application: leave it off where something in front of the service decides by paths
 * @param heartbeat how often a stream that is idle writes something that readers pass
 * over, so that nothing in between takes it for dead and a caller that has left is
 * noticed: a comment between events, a space before the next line; 0 for never
 */
@ConfigurationProperties("sprocket.rpc.json")
record RpcJsonProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean encodedSlashes,
		@DefaultValue("15s") Duration heartbeat) {

	RpcJsonProperties {
		Assert.isTrue(!heartbeat.isNegative(),
				() -> "sprocket.rpc.json.heartbeat must not be negative, not " + heartbeat);
	}

}
