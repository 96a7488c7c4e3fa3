#if( $kind == "pubsub" || $kind == "all" )
package ${package};

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.test.Patience;
import dev.sprocket.pubsub.test.RecordingHandler;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class GreetingCounterTests {

	@Autowired
	private Greetings greetings;

	@Autowired
	private GreetingCounter counter;

	@Autowired
	private PubSub pubSub;

	@Test
	void whenSomebodyIsGreetedThenItIsCounted() {
		this.greetings.greet("Grace");
		this.greetings.greet("Grace");
		Patience.DEFAULT.until("two greetings counted", () -> this.counter.count("Grace") == 2);
	}

	@Test
	void whenSomebodyIsGreetedThenOtherGroupsReadItToo() {
		RecordingHandler<Greeting> handler = new RecordingHandler<>();
		this.pubSub.subscribe(SubscriptionSpec.of(Greetings.TOPIC, "test", Greeting.class), handler);
		Greeting greeting = this.greetings.greet("Barbara");
		handler.await(1);
		assertThat(handler.payloads()).contains(greeting);
	}

}
#end
