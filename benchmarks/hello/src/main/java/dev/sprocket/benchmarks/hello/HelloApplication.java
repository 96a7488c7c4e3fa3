// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.hello;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Answers {@code GET /hello/NAME} with <code>{"name":"NAME","n":42}</code>.
 */
@SpringBootApplication
public class HelloApplication {

	/**
	 * Start the service.
	 * @param args properties of Spring Boot
	 */
	public static void main(String[] args) {
		SpringApplication.run(HelloApplication.class, args);
	}

}
