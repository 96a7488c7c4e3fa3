// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.identity.violation;

import org.springframework.web.servlet.DispatcherServlet;

class KnowsTheWeb {

	DispatcherServlet servlet() {
		return new DispatcherServlet();
	}

}
