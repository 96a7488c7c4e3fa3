#if( $kind == "pubsub" )
package ${package};

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Publishes a greeting at each start, so that there is something to see while one
 * develops.
 */
@Component
@Profile("dev")
class FirstGreeting {

	private final Greetings greetings;

	FirstGreeting(Greetings greetings) {
		this.greetings = greetings;
	}

	@EventListener(ApplicationReadyEvent.class)
	void greet() {
		this.greetings.greet("World");
	}

}
#end
