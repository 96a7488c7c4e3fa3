// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.violation.spi;

import dev.sprocket.violation.autoconfigure.OpenAutoConfiguration;

class KnowsTheRoot {

	OpenAutoConfiguration upward() {
		return new OpenAutoConfiguration();
	}

}
