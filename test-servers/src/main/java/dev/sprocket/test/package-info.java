// SPDX-License-Identifier: Apache-2.0

/**
 * What the tests of more than one module ask of a start that fails.
 */
@NullMarked
package dev.sprocket.test;

import org.jspecify.annotations.NullMarked;
