// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * JSON for the methods of gRPC services on the HTTP port.
 *
 * @param enabled whether they are reachable as JSON: each by POST /pkg.Service/Method and
 * by its google.api.http rules
 */
@ConfigurationProperties("sprocket.rpc.json")
record RpcJsonProperties(@DefaultValue("true") boolean enabled) {
}
