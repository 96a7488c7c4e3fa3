// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells whether the application itself decides about a request.
 */
@FunctionalInterface
interface UserSecurity {

	boolean decides(HttpServletRequest request);

}
