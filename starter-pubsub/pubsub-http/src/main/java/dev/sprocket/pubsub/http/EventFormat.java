// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

/**
 * How a CloudEvent lies in a request.
 */
public enum EventFormat {

	/** Attributes are headers, the body is the payload. */
	BINARY,

	/** All of it is JSON in the body, and so all of it is signed. */
	STRUCTURED

}
