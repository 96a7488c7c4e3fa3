// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.grpc.test.autoconfigure.AutoConfigureTestGrpcTransport;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.LibraryGrpc.LibraryBlockingStub;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(classes = TestTransportIntegrationTests.Application.class, webEnvironment = WebEnvironment.NONE)
@AutoConfigureTestGrpcTransport
class LibraryIntegrationTests {

	@Autowired
	private LibraryBlockingStub library;

	@Test
	void whenBookIsAskedForThenItIsAnswered() {
		GetBookRequest request = GetBookRequest.newBuilder().setName("poems").build();
		assertThat(this.library.getBook(request).getName()).isEqualTo("poems");
	}

}
