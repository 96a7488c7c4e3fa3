// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.function.SingletonSupplier;

/**
 * The application decides where one of its security filter chains matches: a chain for
 * other paths says nothing about the endpoints.
 */
class SpringSecurity implements UserSecurity {

	private final SingletonSupplier<Iterable<SecurityFilterChain>> chains;

	SpringSecurity(ListableBeanFactory beans) {
		this.chains = SingletonSupplier
			.of(() -> BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, SecurityFilterChain.class).values());
	}

	@Override
	public boolean decides(HttpServletRequest request) {
		for (SecurityFilterChain chain : this.chains.obtain()) {
			if (chain.matches(request)) {
				return true;
			}
		}
		return false;
	}

}
