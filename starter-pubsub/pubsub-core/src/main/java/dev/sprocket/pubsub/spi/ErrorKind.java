// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

/**
 * What kind of thing went wrong, the same on every broker.
 */
public enum ErrorKind {

	/** The topic, group or message does not exist. */
	NOT_FOUND,

	/** It exists with other settings. */
	ALREADY_EXISTS,

	/** The broker knows us and says no. */
	PERMISSION_DENIED,

	/** Body or headers are over the limit. */
	TOO_LARGE,

	/** The message, name or setting is wrong whatever the state of the broker. */
	INVALID,

	/** The backlog is at its bound. */
	FULL,

	/** The broker cannot be reached or cannot write now; the same call may work later. */
	UNAVAILABLE,

	/** No answer in time: the call may or may not have worked. */
	TIMEOUT,

	/** This backend, sender, receiver or subscription was closed. */
	CLOSED,

	/** The broker cannot do this. */
	UNSUPPORTED,

	/** Stored data cannot be read. */
	CORRUPT

}
