#if( $kind == "rpc" || $kind == "all" )
package ${package};

import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

import ${package}.v1.GreetRequest;
import ${package}.v1.GreetingServiceGrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class GreetingRpcTests {

	@Value("${spring.grpc.server.inprocess.name}")
	private String server;

	private ManagedChannel channel;

	private GreetingServiceGrpc.GreetingServiceBlockingStub greetings;

	@BeforeEach
	void connect() {
		this.channel = InProcessChannelBuilder.forName(this.server).build();
		this.greetings = GreetingServiceGrpc.newBlockingStub(this.channel).withDeadlineAfter(30, TimeUnit.SECONDS);
	}

	@AfterEach
	void disconnect() {
		this.channel.shutdownNow();
	}

	@Test
	void whenNameIsGivenThenItIsGreeted() {
		assertThat(this.greetings.greet(guest("Ada")).getText()).isEqualTo("Hello, Ada!");
	}

	@Test
	void whenNameIsBlankThenItIsNamed() {
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> this.greetings.greet(guest(" ")))
			.withMessage("INVALID_ARGUMENT: name must not be blank");
	}

	private static GreetRequest guest(String name) {
		return GreetRequest.newBuilder().setName(name).build();
	}

}
#end
