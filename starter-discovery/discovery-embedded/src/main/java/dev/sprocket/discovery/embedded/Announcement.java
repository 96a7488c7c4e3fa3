// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.List;

/**
 * What a member tells the others about itself, always all of it.
 *
 * @param sequence grows with each announcement of the member; an older one that comes
 * late changes nothing
 * @param leaving whether it is about to leave
 * @param member how it is called in logs
 * @param instances what it registered, nothing if it only looks others up
 */
record Announcement(long sequence, boolean leaving, String member, List<RegisteredInstance> instances) {

}
