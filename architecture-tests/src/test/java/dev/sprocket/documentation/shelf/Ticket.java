// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

/**
 * The token of a delivery: a later delivery of the same message has another number.
 *
 * @param position of the message
 * @param number how often the message had been handed out
 */
record Ticket(long position, int number) {

}
