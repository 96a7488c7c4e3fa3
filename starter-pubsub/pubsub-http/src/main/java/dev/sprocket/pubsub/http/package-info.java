// SPDX-License-Identifier: Apache-2.0

/**
 * Publish and subscribe over plain HTTP, to and from whoever speaks it. Choose
 * {@code sprocket.pubsub.backend=http} to receive, list under
 * {@code sprocket.pubsub.http.topics} who is posted to.
 * <p>
 * Who sends keeps. A message is published to the store of the publishing application;
 * each URL is a group of the topic, and an ordinary subscription posts what waits for it:
 * retry, order, circuit breaker, dead letters and metrics are those of every
 * subscription. Who receives holds the request open while a handler is at work: the
 * request is the lease, its status the settlement, and nothing is kept here that the
 * sender does not have. 204 is an acknowledgment, 503 a release, with the delay in
 * {@code Retry-After}, 422 a rejection; what is not answered in time is the sender's
 * again.
 * <p>
 * On the wire a message is a CloudEvent, signed as Standard Webhooks says. Begin with
 * {@link dev.sprocket.pubsub.http.HttpEndpoint} for what comes in, and
 * {@link dev.sprocket.pubsub.http.HttpPoster} for what goes out.
 */
@NullMarked
package dev.sprocket.pubsub.http;

import org.jspecify.annotations.NullMarked;
