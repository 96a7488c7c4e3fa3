// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HttpBodyTests {

	private static final String FORM = "application/x-www-form-urlencoded";

	private final HttpBody body = new HttpBody(100);

	@Test
	void whenBodyIsJsonThenItIsRead() throws IOException {
		MockHttpServletRequest request = request("PUT", "application/json;charset=utf-8");
		request.setContent("{}".getBytes(StandardCharsets.UTF_8));
		assertThat(this.body.read(request)).isEqualTo("{}");
	}

	@ParameterizedTest
	@CsvSource({ "PUT", "PATCH", "DELETE", "POST" })
	void whenAFormOfUnknownLengthMayHaveBeenReadThenItIsRefused(String method) {
		assertRefused(request(method, FORM));
		assertRefused(request(method, "multipart/form-data;boundary=x"));
	}

	@Test
	void whenAChunkedBodyIsNoJsonThenItIsRefusedUnread() {
		MockHttpServletRequest request = request("PUT", "text/plain");
		request.addHeader("Transfer-Encoding", "chunked");
		assertRefused(request);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD" })
	void whenMethodHasNoBodyThenItsTypeDoesNotMatter(String method) throws IOException {
		assertThat(this.body.read(request(method, FORM))).isEmpty();
	}

	@Test
	void whenBodyIsEmptyThenItNeedsNoType() throws IOException {
		MockHttpServletRequest request = request("POST", null);
		request.setContent(new byte[0]);
		assertThat(this.body.read(request)).isEmpty();
		request.setContentType(FORM);
		assertThat(this.body.read(request)).isEmpty();
	}

	@Test
	void whenBodyHasNoTypeThenItIsRefused() {
		MockHttpServletRequest request = request("POST", null);
		request.setContent("{}".getBytes(StandardCharsets.UTF_8));
		assertRefused(request);
	}

	private void assertRefused(MockHttpServletRequest request) {
		assertThatExceptionOfType(RefusedRequestException.class).isThrownBy(() -> this.body.read(request))
			.satisfies((ex) -> assertThat(ex.problem().status()).isEqualTo(415));
	}

	private static MockHttpServletRequest request(String method, String type) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, "/");
		request.setContentType(type);
		return request;
	}

}
