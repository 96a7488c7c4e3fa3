// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.hello;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;

import static org.assertj.core.api.Assertions.assertThat;

class HelloApplicationTests {

	@Test
	void answersWithExactlyTheBodyThatTheHarnessCounts() throws Exception {
		try (var context = SpringApplication.run(HelloApplication.class, "--server.port=0",
				"--management.server.port=0")) {
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			URI uri = URI.create("http://127.0.0.1:" + port + "/hello/bench");
			String body = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
				.body();
			assertThat(body).isEqualTo("{\"name\":\"bench\",\"n\":42}");
		}
	}

}
