// SPDX-License-Identifier: Apache-2.0

/**
 * Servers of the operating system's packages, and Kafka from its jars, started for tests
 * on free ports of the loopback interface and ended with the JVM. One that is not
 * installed skips the test in words, or fails it where the system property
 * {@code sprocket.test.require-servers} is {@code true}. And services of this build as
 * processes of their own.
 */
@NullMarked
package dev.sprocket.test.servers;

import org.jspecify.annotations.NullMarked;
