// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
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

	private static final Duration PAUSE = Duration.ofMillis(250);

	private final List<Delivery> examples;

	private final Signature signature;

	private final Activity activity;

	private @Nullable Thread thread;

	Replay(WebhooksProperties properties, JsonMapper json, Signature signature, Activity activity) {
		this.examples = read(Objects.requireNonNull(properties.replay()), json);
		this.signature = signature;
		this.activity = activity;
	}

	/**
	 * Read a file of examples: {@code [{"name":"push","examples":[{…}, …]}, …]}, the
	 * shape of GitHub's own description of its webhooks.
	 * @param file the file
	 * @param json reads it
	 * @return the examples in their order, each with an id that depends on the file alone
	 */
	static List<Delivery> read(Path file, JsonMapper json) {
		List<Delivery> examples = new ArrayList<>();
		for (Event event : events(file, json)) {
			for (JsonNode payload : event.examples()) {
				byte[] body = json.writeValueAsBytes(payload);
				examples.add(new Delivery(idOf(examples.size(), event.name(), body), event.name(), body));
			}
		}
		return examples;
	}

	private static Event[] events(Path file, JsonMapper json) {
		try {
			return json.readValue(file, Event[].class);
		}
		catch (JacksonException ex) {
			throw new InvalidConfigurationPropertyValueException("webhooks.replay", file,
					file.toAbsolutePath()
							+ " must be a readable JSON file: a list of events, each with its name and its examples.",
					ex);
		}
	}

	private static String idOf(int number, String event, byte[] body) {
		String content = number + " " + event + " " + new String(body, StandardCharsets.UTF_8);
		return UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8)).toString();
	}

	@EventListener
	void start(ApplicationReadyEvent ready) {
		Environment environment = ready.getApplicationContext().getEnvironment();
		String address = "http://localhost:" + environment.getProperty("local.server.port");
		this.thread = new Thread(() -> run(new ReplayClient(address, this.signature)), "replay");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	@EventListener(ContextClosedEvent.class)
	void stop() {
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

	private void run(ReplayClient client) {
		try {
			long before = this.activity.totals().deliveries();
			long accepted = postAll(client);
			logger.info("Replay: totals are now {}", totalsAtRest(before + accepted));
		}
		catch (InterruptedException | RuntimeException ex) {
			logger.warn("Replay: not finished, replay the file again", ex);
		}
	}

	private int postAll(ReplayClient client) {
		int duplicates = 0;
		for (int posted = 1; posted <= this.examples.size(); posted++) {
			duplicates += client.post(this.examples.get(posted - 1)).duplicate() ? 1 : 0;
			if (posted % 50 == 0 || posted == this.examples.size()) {
				logger.info("Replay: {} of {} posted, {} of them duplicates", posted, this.examples.size(), duplicates);
			}
		}
		return this.examples.size() - duplicates;
	}

	// What an earlier run of the service left is counted as well: wait for a standstill.
	private Activity.Totals totalsAtRest(long expected) throws InterruptedException {
		Deadline deadline = Deadline.after(PATIENCE);
		Activity.Totals totals = this.activity.totals();
		Activity.Totals seen;
		do {
			Thread.sleep(PAUSE.toMillis());
			seen = totals;
			totals = this.activity.totals();
		}
		while ((totals.deliveries() < expected || !totals.equals(seen)) && !deadline.isOver());
		return totals;
	}

	/**
	 * An event and its examples.
	 *
	 * @param name the name of the event
	 * @param examples payloads
	 */
	private record Event(String name, List<JsonNode> examples) {

	}

}
