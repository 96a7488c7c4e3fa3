// SPDX-License-Identifier: Apache-2.0

/**
 * The conformance suite that every registry passes. The author of a registry starts at
 * {@link dev.sprocket.discovery.test.RegistryConformanceTests}.
 */
@NullMarked
package dev.sprocket.discovery.test;

import org.jspecify.annotations.NullMarked;
