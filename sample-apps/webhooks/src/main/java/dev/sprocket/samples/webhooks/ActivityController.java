// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.IOException;
import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Answers what happened.
 */
@RestController
@RequestMapping("/activity")
class ActivityController {

	private final Activity activity;

	private final ActivityStream stream;

	ActivityController(Activity activity, ActivityStream stream) {
		this.activity = activity;
		this.stream = stream;
	}

	@GetMapping
	Activity.Totals totals() {
		return this.activity.totals();
	}

	@GetMapping("/recent")
	List<Activity.Entry> recent(@RequestParam(defaultValue = "20") @Min(1) @Max(Activity.REMEMBERED) int limit) {
		return this.activity.recent(limit);
	}

	@GetMapping("/stream")
	SseEmitter stream() throws IOException {
		return this.stream.open();
	}

}
