// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

/**
 * What became of the work that a participant had begun when its intake stopped.
 *
 * @param unit what is counted, in the plural: {@code requests}, {@code calls},
 * {@code messages}
 * @param drained finished inside the budget
 * @param released fetched, not started, and given back at once
 * @param abandoned not finished when the budget was over
 */
public record DrainResult(String unit, long drained, long released, long abandoned) {

}
