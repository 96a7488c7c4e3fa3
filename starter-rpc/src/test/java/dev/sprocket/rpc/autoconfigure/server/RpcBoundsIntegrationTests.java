// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.LibraryGrpc.LibraryBlockingStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the port does with more than it takes, and with what is no gRPC.
 */
@ExtendWith(OutputCaptureExtension.class)
class RpcBoundsIntegrationTests {

	private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

	private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";

	private static final int PATIENCE_MILLIS = 10_000;

	@Test
	void whenMessageIsTooLargeThenCallerReadsTheLimitAndTheLogNamesTheProperty(CapturedOutput output) {
		try (RpcServer server = new RpcServer("spring.grpc.server.inbound.message.max-size=1KB")) {
			StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
					() -> server.library().getBook(named("x".repeat(2000))));
			assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
			assertThat(failure).hasMessageContaining("maximum size 1024");
			assertThat(output).contains("sprocket.test.v1.Library/GetBook",
					"spring.grpc.server.inbound.message.max-size");
			assertAlive(server);
		}
	}

	@Test
	void whenMetadataIsTooLargeThenTheCallIsRefused() {
		try (RpcServer server = new RpcServer()) {
			LibraryBlockingStub library = server.library(RpcServer.headers("x-large", "x".repeat(10_000)));
			StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
					() -> library.getBook(named("any")));
			assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
			assertAlive(server);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1\r\n\r\n", PREFACE + "\0\0\5\4\0\0\0\0\0garba", PREFACE + "garbage!!",
			PREFACE + SETTINGS + "\0\0\10\1\4\0\0\0\1garbage!" })
	void whenFramesAreMalformedThenTheConnectionIsClosedAndTheServerLivesOn(String bytes) throws IOException {
		try (RpcServer server = new RpcServer()) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
				socket.setSoTimeout(PATIENCE_MILLIS);
				OutputStream out = socket.getOutputStream();
				out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
				out.flush();
				InputStream in = socket.getInputStream();
				in.readAllBytes();
				assertThat(in.read()).isEqualTo(-1);
			}
			assertAlive(server);
		}
	}

	@Test
	void whenOurLoggersTellAllThenCredentialsAreNotAmongIt(CapturedOutput output) {
		try (RpcServer server = new RpcServer("logging.level.dev.sprocket=TRACE")) {
			LibraryBlockingStub library = server.library(RpcServer.headers("authorization", "Bearer opensesame"));
			library.getBook(named("any"));
			catchThrowableOfType(StatusRuntimeException.class, () -> library.getBook(named("broken")));
			catchThrowableOfType(StatusRuntimeException.class, () -> library.getBook(named("missing")));
			assertThat(output).contains("A call failed unexpectedly").doesNotContain("opensesame");
		}
	}

	private static void assertAlive(RpcServer server) {
		assertThat(server.library().getBook(named("any")).getName()).isEqualTo("any");
	}

	private static GetBookRequest named(String name) {
		return GetBookRequest.newBuilder().setName(name).build();
	}

}
