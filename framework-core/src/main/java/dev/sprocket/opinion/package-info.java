// SPDX-License-Identifier: Apache-2.0

/**
 * Opinions: ordinary Boot properties at the lowest precedence, each with its reason,
 * listed at run time by the {@code opinions} endpoint beside the value in force. A user
 * overrides one by setting the property, and all with
 * {@code sprocket.opinions.enabled=false}.
 * <p>
 * A starter ships them as {@code META-INF/sprocket/opinions.yaml}:
 *
 * <pre>
 * starter: management
 * order: 0
 * opinions:
 * - key: management.server.port
 *   value: 8081
 *   reason: probes and metrics stay reachable when the main port is busy
 *   when: ["!terminal", "starter:server"]
 * </pre>
 *
 * {@code starter} is the name that {@code starter:<x>} of other files refers to: a
 * starter is present when its file is on the class path. {@code when} is optional, one
 * condition or a list of which all must hold: {@code java21} (the JVM is 21 or newer),
 * {@code terminal} (standard input and output are a terminal), {@code profile:dev},
 * {@code kubernetes}, {@code starter:<x>}; a leading {@code !} negates (quote it in
 * YAML). A value is a scalar and may hold placeholders such as <code>${PORT:8080}</code>.
 * Where several opinions that hold name the same key, the file with the higher
 * {@code order} (0 if absent) wins, then the alphabetically first starter, then the
 * earlier entry of a file; the order of the class path never matters.
 */
@NullMarked
package dev.sprocket.opinion;

import org.jspecify.annotations.NullMarked;
