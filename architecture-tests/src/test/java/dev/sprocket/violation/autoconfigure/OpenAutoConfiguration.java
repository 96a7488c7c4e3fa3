// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.violation.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;

@AutoConfiguration
public class OpenAutoConfiguration {

	public String name() {
		return "open";
	}

}
