// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class DevelopmentAccessTests {

	private final DevelopmentAccess access = new DevelopmentAccess(true);

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "localhost:8081", "127.0.0.1:8081", "[::1]:8081", "127.1.2.3", "LOCALHOST" })
	void whenHostIsLoopbackThenPermitted(String host) {
		assertThat(this.access.permits(request("127.0.0.1", host))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8081", "localhost.evil.example", "10.0.0.1", "", "[::2]:1",
			"127.0.0.1.evil.example" })
	void whenHostIsAnotherThenRefused(String host) {
		assertThat(this.access.permits(request("127.0.0.1", host))).isFalse();
	}

	@Test
	void whenRemoteAddressIsAnotherThenRefused() {
		assertThat(this.access.permits(request("10.0.0.7", "localhost"))).isFalse();
	}

	@Test
	void whenAFilterHidesForwardingHeadersThenRefusedAllTheSame() {
		MockHttpServletRequest request = request("127.0.0.1", "localhost");
		request.addHeader("X-Forwarded-For", "127.0.0.1");
		HttpServletRequestWrapper wrapper = new HttpServletRequestWrapper(request);
		assertThat(this.access.permits(wrapper)).isFalse();
	}

	@Test
	void whenTheContainerForwardedThenRefused() {
		MockHttpServletRequest request = request("127.0.0.1", "localhost");
		request.setAttribute("org.apache.tomcat.request.forwarded", true);
		assertThat(this.access.permits(request)).isFalse();
	}

	@Test
	void whenNotDevelopingThenRefused() {
		assertThat(new DevelopmentAccess(false).permits(request("127.0.0.1", "localhost"))).isFalse();
	}

	private static MockHttpServletRequest request(String address, String host) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/actuator/env");
		request.setRemoteAddr(address);
		request.addHeader("Host", host);
		return request;
	}

}
