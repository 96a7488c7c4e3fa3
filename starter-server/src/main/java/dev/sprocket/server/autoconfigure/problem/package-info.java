// SPDX-License-Identifier: Apache-2.0

/**
 * Answers every error as problem+json (RFC 9457), wherever it comes from: a controller,
 * the MVC infrastructure, a filter or the connector.
 */
@NullMarked
package dev.sprocket.server.autoconfigure.problem;

import org.jspecify.annotations.NullMarked;
