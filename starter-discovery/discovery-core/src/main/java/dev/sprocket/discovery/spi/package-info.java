// SPDX-License-Identifier: Apache-2.0

/**
 * What a registry brings along beside Spring Cloud's {@code DiscoveryClient}; begin with
 * {@link dev.sprocket.discovery.spi.InstanceWatcher}.
 */
@NullMarked
package dev.sprocket.discovery.spi;

import org.jspecify.annotations.NullMarked;
