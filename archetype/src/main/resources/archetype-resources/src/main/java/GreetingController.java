#if( $kind == "server" || $kind == "all" )
package ${package};

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Greets over HTTP. What is not valid is answered as problem+json and named.
 */
@RestController
class GreetingController {

	private final Greetings greetings;

	GreetingController(Greetings greetings) {
		this.greetings = greetings;
	}

	@PostMapping("/greetings")
	Greeting greet(@RequestBody @Valid Guest guest) {
		return this.greetings.greet(guest.name());
	}

	/**
	 * Who is to be greeted.
	 *
	 * @param name the name
	 */
	record Guest(@NotBlank @Size(max = 100) String name) {

	}

}
#end
