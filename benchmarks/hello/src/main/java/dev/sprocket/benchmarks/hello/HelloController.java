// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.hello;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HelloController {

	@GetMapping("/hello/{name}")
	Hello hello(@PathVariable String name) {
		return new Hello(name, 42);
	}

}
