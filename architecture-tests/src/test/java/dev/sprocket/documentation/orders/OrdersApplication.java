// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.Subscribe;

/**
 * Takes orders and bills them.
 */
@RestController
@SpringBootApplication
public class OrdersApplication {

	private final Publisher publisher;

	OrdersApplication(Publisher publisher) {
		this.publisher = publisher;
	}

	public static void main(String[] args) {
		SpringApplication.run(OrdersApplication.class, args);
	}

	@PostMapping("/orders")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void accept(@RequestBody Order order) {
		this.publisher.publish("orders", order);
	}

	@Subscribe(topic = "orders", group = "billing")
	void bill(Order order) {
		if (order.amount() < 0) {
			throw new IllegalArgumentException("Order " + order.id() + " has the negative amount " + order.amount());
		}
	}

	record Order(String id, long amount) {

	}

}
