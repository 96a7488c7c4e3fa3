// SPDX-License-Identifier: Apache-2.0

/**
 * The backend of the page for authors of backends: a store in memory, as small as the
 * conformance suite admits.
 */
@NullMarked
package dev.sprocket.documentation.shelf;

import org.jspecify.annotations.NullMarked;
