// SPDX-License-Identifier: Apache-2.0

/**
 * The service of the quickstart.
 */
@NullMarked
package dev.sprocket.documentation.orders;

import org.jspecify.annotations.NullMarked;
