// SPDX-License-Identifier: Apache-2.0

/**
 * Offers the backends on SNS and SQS to a Boot application: see
 * {@code sprocket.pubsub.aws.*}.
 */
@NullMarked
package dev.sprocket.pubsub.aws.autoconfigure;

import org.jspecify.annotations.NullMarked;
