// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.lifecycle.Deadline;

/**
 * Posts every example of a file to this service over HTTP once it is up. The ids depend
 * on the file alone, so a second replay changes nothing.
 */
@Component
@ConditionalOnProperty("webhooks.replay")
class Replay {

	private static final Logger logger = LoggerFactory.getLogger(Replay.class);

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final List<Example> examples;

	private final Signature signature;

	private final Deliveries deliveries;

	private final Activity activity;

	private @Nullable Thread thread;

	Replay(WebhooksProperties properties, JsonMapper json, Signature signature, Deliveries deliveries,
			Activity activity) {
		this.examples = read(Objects.requireNonNull(properties.replay()), json);
		this.signature = signature;
		this.deliveries = deliveries;
		this.activity = activity;
	}

	private static List<Example> read(Path file, JsonMapper json) {
		try {
			return Example.read(file, json);
		}
		catch (JacksonException ex) {
			throw new InvalidConfigurationPropertyValueException("webhooks.replay", file,
					file.toAbsolutePath()
							+ " must be a readable JSON file: a list of events, each with its name and its examples.",
					ex);
		}
	}

	@EventListener
	void start(ApplicationReadyEvent ready) {
		Environment environment = ready.getApplicationContext().getEnvironment();
		String address = "http://localhost:" + environment.getProperty("local.server.port");
		this.thread = new Thread(() -> run(new ExampleClient(RestClient.create(address), this.signature)), "replay");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	@EventListener(ContextClosedEvent.class)
	void stop() {
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

	private void run(ExampleClient client) {
		try {
			postAll(client);
		}
		catch (InterruptedException | RuntimeException ex) {
			logger.warn("Replay: not finished, replay the file again", ex);
		}
	}

	private void postAll(ExampleClient client) throws InterruptedException {
		int duplicates = 0;
		for (int posted = 1; posted <= this.examples.size(); posted++) {
			duplicates += client.post(this.examples.get(posted - 1)).duplicate() ? 1 : 0;
			if (posted % 50 == 0 || posted == this.examples.size()) {
				logger.info("Replay: {} of {} posted, {} of them duplicates", posted, this.examples.size(), duplicates);
			}
		}
		logger.info("Replay: totals are now {}", totalsOnceProcessed());
	}

	private Activity.Totals totalsOnceProcessed() throws InterruptedException {
		long accepted = this.deliveries.count();
		Deadline deadline = Deadline.after(PATIENCE);
		Activity.Totals totals = this.activity.totals();
		while (totals.deliveries() < accepted && !deadline.isOver()) {
			Thread.sleep(50);
			totals = this.activity.totals();
		}
		return totals;
	}

}
