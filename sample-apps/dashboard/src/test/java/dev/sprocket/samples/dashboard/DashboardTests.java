// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.dashboard;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A dashboard that is alone.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "dashboard.secret=test-secret",
		"management.server.port=0", "spring.application.group=dashboard-tests-${random.uuid}" })
class DashboardTests {

	@LocalServerPort
	private int port;

	@Autowired
	private Traffic traffic;

	@Test
	void whenNobodyIsThereThenThePictureIsEmptyAndNothingIsSent() {
		JsonNode picture = client().get().uri("/picture").retrieve().body(JsonNode.class);
		assertThat(picture.get("instances")).isEmpty();
		assertThat(picture.get("deliveries").isNull()).isTrue();
		assertThat(picture.at("/flows/rpc/rate").intValue()).isZero();
	}

	@Test
	void pageIsServed() {
		assertThat(client().get().uri("/").retrieve().body(String.class)).contains("Instances of webhooks");
	}

	@Test
	void whenARateIsOutOfRangeThenItIsRefusedAndTheFieldIsNamed() {
		ResponseEntity<String> answer = put("{\"http\":1001,\"rpc\":0,\"deliveries\":0}");
		assertThat(answer.getStatusCode().value()).isEqualTo(400);
		assertThat(answer.getBody()).contains("/http");
		assertThat(this.traffic.flows().get("http").rate()).isZero();
	}

	private ResponseEntity<String> put(String rates) {
		return client().put()
			.uri("/traffic")
			.contentType(MediaType.APPLICATION_JSON)
			.body(rates)
			.retrieve()
			.onStatus((status) -> true, (request, response) -> {
			})
			.toEntity(String.class);
	}

	private RestClient client() {
		return RestClient.create("http://127.0.0.1:" + this.port);
	}

}
