// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

/**
 * Changes how the auto-configuration builds an engine. Beans of this type are asked in
 * their order, for each backend in use, after everything else is set.
 */
@FunctionalInterface
public interface PubSubBuilderCustomizer {

	/**
	 * Change what is about to be built.
	 * @param builder the builder of one engine
	 */
	void customize(PubSubBuilder builder);

}
