// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

/**
 * Decides whether a request with a bearer token is authentic: that of a push subscription
 * of Google Cloud Pub/Sub, for example, whose OpenID Connect token is to be checked for
 * its signature, audience and e-mail address. Declare one as a bean; such requests are
 * refused without.
 */
@FunctionalInterface
public interface PushVerifier {

	/**
	 * Check a token; may block.
	 * @param token what stands after {@code Bearer}
	 * @return whether the request may be taken
	 */
	boolean isAuthentic(String token);

}
