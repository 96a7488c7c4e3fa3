// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import dev.sprocket.lifecycle.LifecycleParticipant;

/**
 * Sends the totals to every open page when they change, at most four times a second. A
 * page that is slow to read delays other pages, never the subscription. An open stream is
 * a request without an end, so it is ended when the intake stops.
 */
@Component
class ActivityStream implements LifecycleParticipant {

	private static final long TIMEOUT = Duration.ofMinutes(10).toMillis();

	private final Set<SseEmitter> pages = ConcurrentHashMap.newKeySet();

	private final Activity activity;

	private Activity.@Nullable Totals sent;

	private volatile boolean stopping;

	ActivityStream(Activity activity) {
		this.activity = activity;
	}

	SseEmitter open() throws IOException {
		SseEmitter page = new SseEmitter(TIMEOUT);
		page.onCompletion(() -> this.pages.remove(page));
		page.onTimeout(page::complete);
		this.pages.add(page);
		page.send(SseEmitter.event().comment("open"));
		if (this.stopping) {
			page.complete();
		}
		return page;
	}

	@Scheduled(fixedDelay = 250)
	void sendChanges() {
		if (this.pages.isEmpty()) {
			return;
		}
		Activity.Totals totals = this.activity.totals();
		if (!totals.equals(this.sent)) {
			this.pages.forEach((page) -> send(page, totals));
			this.sent = totals;
		}
	}

	private void send(SseEmitter page, Activity.Totals totals) {
		try {
			page.send(totals, MediaType.APPLICATION_JSON);
		}
		catch (IOException | IllegalStateException ex) {
			this.pages.remove(page);
		}
	}

	@Override
	public String name() {
		return "activity-stream";
	}

	@Override
	public void stopIntake() {
		this.stopping = true;
		this.pages.forEach(SseEmitter::complete);
	}

}
