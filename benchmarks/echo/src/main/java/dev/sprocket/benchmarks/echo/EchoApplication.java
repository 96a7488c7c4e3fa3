// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.echo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Answers {@code bench.Echo/Say} with what it is given.
 */
@SpringBootApplication
public class EchoApplication {

	/**
	 * Start the service.
	 * @param args properties of Spring Boot
	 */
	public static void main(String[] args) {
		SpringApplication.run(EchoApplication.class, args);
	}

}
