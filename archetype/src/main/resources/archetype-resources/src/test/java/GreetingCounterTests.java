#if( $kind == "pubsub" || $kind == "all" )
package ${package};

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import dev.sprocket.pubsub.test.AutoConfigureTestPubSub;
import dev.sprocket.pubsub.test.TestPubSub;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureTestPubSub
class GreetingCounterTests {

	@Autowired
	private Greetings greetings;

	@Autowired
	private GreetingCounter counter;

	@Autowired
	private TestPubSub pubSub;

	@Test
	void whenSomebodyIsGreetedThenItIsPublishedAndCounted() {
		Greeting first = this.greetings.greet("Grace");
		Greeting second = this.greetings.greet("Grace");
		this.pubSub.published(Greetings.TOPIC, Greeting.class).hasPayloads(first, second).hasKey("Grace");
		this.pubSub.handled(Greetings.TOPIC, "counter").hasSize(2);
		assertThat(this.counter.count("Grace")).isEqualTo(2);
	}

	@Test
	void whenCountingFailsThenItIsTriedAgain() {
		this.pubSub.failHandler(Greetings.TOPIC, "counter", 2, new IllegalStateException("Not now"));
		this.greetings.greet("Barbara");
		this.pubSub.advance(Duration.ofMinutes(1));
		this.pubSub.failed(Greetings.TOPIC, "counter").hasSize(2);
		this.pubSub.deadLettered(Greetings.TOPIC, "counter").isEmpty();
		assertThat(this.counter.count("Barbara")).isEqualTo(1);
	}

}
#end
