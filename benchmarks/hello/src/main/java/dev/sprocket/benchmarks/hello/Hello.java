// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.hello;

/**
 * What the service answers.
 *
 * @param name who is greeted
 * @param n always 42
 */
record Hello(String name, int n) {

}
