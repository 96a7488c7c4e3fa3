// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.util.List;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * One property that a starter sets unless the user does.
 *
 * @param starter the starter that ships it
 * @param key the property in its canonical form
 * @param value the value, possibly with placeholders
 * @param reason why, in a sentence
 * @param when the conditions, all of which must hold
 */
record Opinion(String starter, String key, Object value, String reason, List<String> when) {

	ConfigurationPropertyName name() {
		return ConfigurationPropertyName.of(this.key);
	}

}
