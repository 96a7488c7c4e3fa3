// SPDX-License-Identifier: Apache-2.0

/**
 * The smallest JSON service on plain Spring Boot. The modules beside it add one starter
 * each and nothing else.
 */
@NullMarked
package dev.sprocket.benchmarks.hello;

import org.jspecify.annotations.NullMarked;
