// SPDX-License-Identifier: Apache-2.0

/**
 * Offers the backend over HTTP and its endpoint to a Boot application, and posts to
 * subscribers: see {@code sprocket.pubsub.http.*}.
 */
@NullMarked
package dev.sprocket.pubsub.http.autoconfigure;

import org.jspecify.annotations.NullMarked;
