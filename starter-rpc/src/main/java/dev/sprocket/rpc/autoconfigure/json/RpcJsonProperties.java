// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * JSON for the methods of gRPC services on the HTTP port.
 *
 * @param enabled whether they are reachable as JSON: each by POST /pkg.Service/Method and
 * by its google.api.http rules
 * @param encodedSlashes whether the path of a request may hold %2F, which an id with a
 * slash in it needs. Tomcat refuses such a path, and this lets it through for the whole
 * application: leave it off where something in front of the service decides by paths
 */
@ConfigurationProperties("sprocket.rpc.json")
record RpcJsonProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean encodedSlashes) {
}
