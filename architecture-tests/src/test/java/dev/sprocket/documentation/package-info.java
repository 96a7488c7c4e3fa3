// SPDX-License-Identifier: Apache-2.0

/**
 * Holds the documentation to the code: tables are generated, snippets are quoted, links
 * lead somewhere.
 */
@NullMarked
package dev.sprocket.documentation;

import org.jspecify.annotations.NullMarked;
