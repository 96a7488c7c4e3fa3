// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.dashboard;

import java.util.List;
import java.util.Map;

import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.sprocket.samples.webhooks.v1.Totals;

/**
 * Answers what the page draws, and takes what it wants to send.
 */
@RestController
class PictureController {

	private final Instances instances;

	private final Traffic traffic;

	PictureController(Instances instances, Traffic traffic) {
		this.instances = instances;
		this.traffic = traffic;
	}

	@GetMapping("/picture")
	Picture picture() {
		Totals totals = this.traffic.totals();
		return new Picture(this.instances.all(), this.traffic.flows(),
				(totals != null) ? totals.getDeliveries() : null);
	}

	@PutMapping("/traffic")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void send(@RequestBody @Valid Rates rates) {
		this.traffic.send(rates);
	}

	@PostMapping("/redeliveries")
	Redelivery redeliver() {
		return new Redelivery(this.traffic.redeliver());
	}

	/**
	 * What the page draws.
	 *
	 * @param instances the instances of webhooks
	 * @param flows the traffic to them
	 * @param deliveries how many deliveries webhooks has counted, or {@code null} if it
	 * has not been asked
	 */
	record Picture(List<Instances.Instance> instances, Map<String, Flow.View> flows, @Nullable Long deliveries) {

	}

	/**
	 * What became of the deliveries that had failed.
	 *
	 * @param undelivered how many failed again
	 */
	record Redelivery(int undelivered) {

	}

}
