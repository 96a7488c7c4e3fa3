// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.violation;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

@Component
class OrderUtils {

	@Autowired
	String name;

	void stop() throws InterruptedException {
		Thread.sleep(1);
		System.exit(1);
	}

}
