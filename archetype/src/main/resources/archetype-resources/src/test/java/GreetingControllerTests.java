#if( $kind == "server" || $kind == "all" )
package ${package};

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class GreetingControllerTests {

	@LocalServerPort
	private int port;

	private RestTestClient client;

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void whenNameIsGivenThenItIsGreeted() {
		greet("{\"name\":\"Ada\"}").expectStatus()
			.isOk()
			.expectBody()
			.json("{\"name\":\"Ada\",\"text\":\"Hello, Ada!\"}");
	}

	@Test
	void whenNameIsBlankThenTheAnswerIs400AndNamesIt() {
		greet("{\"name\":\" \"}").expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.errors[0].pointer")
			.isEqualTo("/name");
	}

	private RestTestClient.ResponseSpec greet(String guest) {
		return this.client.post().uri("/greetings").contentType(MediaType.APPLICATION_JSON).body(guest).exchange();
	}

}
#end
