// SPDX-License-Identifier: Apache-2.0

/**
 * Who this process is: service name, version, instance id and zone, on every log line,
 * metric, trace and registration.
 */
@NullMarked
package dev.sprocket.identity;

import org.jspecify.annotations.NullMarked;
