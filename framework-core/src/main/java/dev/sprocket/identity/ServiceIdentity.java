// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.identity;

import org.jspecify.annotations.Nullable;

/**
 * Who this process is. Inject the bean; the same values are there as placeholders:
 * {@code spring.application.name}, {@code spring.application.version},
 * {@code sprocket.identity.instance-id}, {@code sprocket.identity.zone}.
 *
 * @param name the service, {@code application} if it has no
 * {@code spring.application.name}
 * @param version {@code spring.application.version}, else that of the build information,
 * else {@code unknown}
 * @param instanceId unique among the instances that run at the same time
 * @param zone where the instance runs, or {@code null} if nobody said
 */
public record ServiceIdentity(String name, String version, String instanceId, @Nullable String zone) {

}
