// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

/**
 * Names one delivery to one receiver.
 *
 * @param position the row
 * @param holder the receiver
 * @param lease which of its fetches
 */
record LeaseToken(long position, long holder, long lease) {

}
