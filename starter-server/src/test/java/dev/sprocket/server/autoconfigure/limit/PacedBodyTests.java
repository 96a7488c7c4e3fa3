// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.limit;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PacedBodyTests {

	private final Request request = new Request();

	private final SlowClient client = new SlowClient();

	@BeforeEach
	void connect() {
		this.request.setResponse(new Response());
		this.request.setInputBuffer(new PacedBody(this.request, this.client, 100, () -> this.client.now));
	}

	@Test
	void whenBodyTricklesThenItIsGivenUpAfterTheGrace() throws IOException {
		for (int second = 1; second <= 5; second++) {
			assertThat(read(1, Duration.ofSeconds(1))).isEqualTo(1);
		}
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> read(1, Duration.ofSeconds(1)))
			.withMessage("The request body comes too slowly: 6 bytes in 6000 ms");
	}

	@Test
	void whenBodyKeepsTheRateThenItMayTakeAsLongAsItNeeds() throws IOException {
		for (int second = 1; second <= 3600; second++) {
			assertThat(read(100, Duration.ofSeconds(1))).isEqualTo(100);
		}
	}

	@Test
	void whenTheHandlerIsSlowThenTheClientIsNotToBlame() throws IOException {
		for (int round = 0; round < 100; round++) {
			assertThat(read(1, Duration.ZERO)).isEqualTo(1);
			this.client.now += Duration.ofMinutes(1).toNanos();
		}
	}

	@Test
	void whenTheNextRequestComesThenItHasAGraceOfItsOwn() throws IOException {
		for (int round = 0; round < 100; round++) {
			assertThat(read(1, Duration.ofSeconds(4))).isEqualTo(1);
			this.request.recycle();
		}
	}

	@Test
	void whenSlowBodyEndsThenItIsWhole() throws IOException {
		assertThat(read(1, Duration.ofSeconds(4))).isEqualTo(1);
		assertThat(read(-1, Duration.ofSeconds(4))).isEqualTo(-1);
	}

	private int read(int bytes, Duration after) throws IOException {
		this.client.bytes = bytes;
		this.client.after = after;
		return this.request.doRead(null);
	}

	private static final class SlowClient implements InputBuffer {

		private long now;

		private int bytes;

		private Duration after = Duration.ZERO;

		@Override
		public int doRead(ApplicationBufferHandler handler) {
			this.now += this.after.toNanos();
			return this.bytes;
		}

		@Override
		public int available() {
			return 0;
		}

	}

}
