// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.context;

/**
 * How much it hurts to drop a piece of work, most first (after "Handling Overload" of
 * Google's Site Reliability Engineering).
 */
public enum Criticality {

	/** A failure is visible to users and severe. */
	CRITICAL_PLUS,

	/** The default: a failure is visible to users. */
	CRITICAL,

	/** May be delayed by minutes: batch work. */
	SHEDDABLE_PLUS,

	/** May be dropped for long. */
	SHEDDABLE

}
