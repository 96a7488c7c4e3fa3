// SPDX-License-Identifier: Apache-2.0

/**
 * Being found and finding others. Begin with the properties {@code sprocket.discovery.*};
 * code needs nothing from here to be registered, and Spring Cloud's
 * {@code DiscoveryClient} to look others up.
 */
@NullMarked
package dev.sprocket.discovery;

import org.jspecify.annotations.NullMarked;
