// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import dev.sprocket.pubsub.spi.Sender;

/**
 * What redriving needs beside a backend that can look at what it stores.
 *
 * @param messages makes messages of letters
 * @param sender that of the engine
 */
record Redrives(RedrivenMessages messages, Sender sender) {

}
