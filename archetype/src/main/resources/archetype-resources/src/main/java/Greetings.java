#set( $pubsub = $kind == "pubsub" || $kind == "all" )
package ${package};

import org.springframework.stereotype.Service;
#if( $pubsub )

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.Publisher;
#end

/**
#if( $pubsub )
 * Greets, and publishes every greeting.
#else
 * Greets.
#end
 */
@Service
class Greetings {
#if( $pubsub )

	static final String TOPIC = "greetings";

	private final Publisher publisher;

	Greetings(Publisher publisher) {
		this.publisher = publisher;
	}

	/**
	 * Greet somebody. When this returns the greeting is stored, and will be delivered.
	 * @param name who it is
	 * @return the greeting
	 */
	Greeting greet(String name) {
		Greeting greeting = new Greeting(name, "Hello, " + name + "!");
		this.publisher.publish(OutgoingMessage.of(TOPIC, greeting).key(name));
		return greeting;
	}
#else

	Greeting greet(String name) {
		return new Greeting(name, "Hello, " + name + "!");
	}
#end

}
