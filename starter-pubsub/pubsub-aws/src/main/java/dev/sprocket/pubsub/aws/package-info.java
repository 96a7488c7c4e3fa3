// SPDX-License-Identifier: Apache-2.0

/**
 * Publish and subscribe on Amazon SNS and SQS: a topic is an SNS topic, a group a queue
 * that subscribes to it. Start at {@link dev.sprocket.pubsub.aws.AwsBackendFactory}.
 */
@NullMarked
package dev.sprocket.pubsub.aws;

import org.jspecify.annotations.NullMarked;
