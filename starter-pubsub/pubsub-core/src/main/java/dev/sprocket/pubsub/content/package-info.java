// SPDX-License-Identifier: Apache-2.0

/**
 * How the content of messages travels, where it is not just as its codec writes it: as a
 * CloudEvent ({@link dev.sprocket.pubsub.content.CloudEventPolicy}), apart from its
 * message ({@link dev.sprocket.pubsub.content.ClaimCheck}), or only if it matches a
 * schema ({@link dev.sprocket.pubsub.content.PayloadSchema}). A Boot application sets all
 * of it by properties; a handler reads the attributes of an event with
 * {@link dev.sprocket.pubsub.content.CloudEventAttributes}.
 * {@link dev.sprocket.pubsub.content.CloudEventDocument} is for whoever writes a backend.
 */
@NullMarked
package dev.sprocket.pubsub.content;

import org.jspecify.annotations.NullMarked;
