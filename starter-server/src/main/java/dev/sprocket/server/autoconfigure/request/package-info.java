// SPDX-License-Identifier: Apache-2.0

/**
 * What every request gets: a request id that is echoed and logged, W3C trace context in
 * and out, secure response headers.
 */
@NullMarked
package dev.sprocket.server.autoconfigure.request;

import org.jspecify.annotations.NullMarked;
