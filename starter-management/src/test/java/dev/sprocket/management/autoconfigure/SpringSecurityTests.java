// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import java.util.List;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

class SpringSecurityTests {

	@Test
	void whenAChainMatchesThenTheApplicationDecides() {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("api", new PathChain("/api"));
		SpringSecurity security = new SpringSecurity(beans);
		assertThat(security.decides(request("/api/orders"))).isTrue();
		assertThat(security.decides(request("/actuator/env"))).isFalse();
	}

	@Test
	void whenThereIsNoChainThenTheGuardDecides() {
		SpringSecurity security = new SpringSecurity(new DefaultListableBeanFactory());
		assertThat(security.decides(request("/actuator/env"))).isFalse();
	}

	private static HttpServletRequest request(String path) {
		return new MockHttpServletRequest("GET", path);
	}

	private record PathChain(String path) implements SecurityFilterChain {

		@Override
		public boolean matches(HttpServletRequest request) {
			return request.getRequestURI().startsWith(this.path);
		}

		@Override
		public List<Filter> getFilters() {
			return List.of();
		}

	}

}
