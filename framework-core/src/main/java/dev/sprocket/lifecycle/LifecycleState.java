// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

/**
 * Where an application stands.
 */
enum LifecycleState {

	STARTING, READY, STOPPING, STOPPED

}
