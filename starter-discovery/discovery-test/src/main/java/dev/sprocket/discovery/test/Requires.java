// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The test is skipped, in words, where a capability is not declared.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@interface Requires {

	/**
	 * Return what is needed.
	 * @return the capability
	 */
	RegistryCapability value();

}
