// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the opinions.
 *
 * @param enabled whether the starters' opinions apply; without them, every property that
 * is not set has Boot's own default
 */
@ConfigurationProperties("sprocket.opinions")
record OpinionsProperties(@DefaultValue("true") boolean enabled) {

}
