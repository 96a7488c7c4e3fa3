// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.violation.second;

import dev.sprocket.violation.first.Outward;

public class Back {

	Outward outward() {
		return new Outward();
	}

}
