#if( $kind == "pubsub" || $kind == "all" )
package ${package};

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.spi.Ordering;

/**
 * Counts the greetings, those of one name in the order in which they were published. One
 * that fails here is tried again, and at last kept with its reason in the topic
 * {@code greetings.counter.dlq}. The counts are in memory only: they are an example.
 */
@Component
class GreetingCounter {

	private static final Logger logger = LoggerFactory.getLogger(GreetingCounter.class);

	private final Map<String, Integer> counts = new ConcurrentHashMap<>();

	@Subscribe(topic = Greetings.TOPIC, group = "counter", ordering = Ordering.KEY)
	void count(Greeting greeting) {
		int count = this.counts.merge(greeting.name(), 1, Integer::sum);
		logger.info("{} was greeted, in all {}", greeting.name(), count);
	}

	int count(String name) {
		return this.counts.getOrDefault(name, 0);
	}

}
#end
