// SPDX-License-Identifier: Apache-2.0

/**
 * One plan for the start and the stop of a process. Implement
 * {@link dev.sprocket.lifecycle.LifecycleParticipant} to take part in the stop; a service
 * rarely needs to, the starters bring theirs.
 */
@NullMarked
package dev.sprocket.lifecycle;

import org.jspecify.annotations.NullMarked;
