// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

/**
 * What a publisher does about a transaction on the pub/sub data source.
 */
public enum TransactionPolicy {

	/** Join the transaction of this thread if there is one; the default. */
	AUTO,

	/** Refuse to publish without one. */
	REQUIRE,

	/** Publish at once, whatever becomes of the transaction. */
	BYPASS

}
