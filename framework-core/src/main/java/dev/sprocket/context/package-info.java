// SPDX-License-Identifier: Apache-2.0

/**
 * What a request, call or message carries through the process: request id, deadline,
 * criticality, principal.
 */
@NullMarked
package dev.sprocket.context;

import org.jspecify.annotations.NullMarked;
