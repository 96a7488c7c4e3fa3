// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.violation.first;

import dev.sprocket.violation.second.Back;

public class Outward {

	Back back() {
		return new Back();
	}

}
