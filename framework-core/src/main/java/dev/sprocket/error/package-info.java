// SPDX-License-Identifier: Apache-2.0

/**
 * One error for every transport: throw a {@link dev.sprocket.error.ServiceException} with
 * an {@link dev.sprocket.error.ErrorCode} and HTTP, RPC and pub/sub render it each in
 * their own form.
 */
@NullMarked
package dev.sprocket.error;

import org.jspecify.annotations.NullMarked;
