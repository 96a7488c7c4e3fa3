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

/**
 * Sends the totals to every open page when they change, at most four times a second. A
 * page that is slow to read delays other pages, never the subscription.
 */
@Component
class ActivityStream {

	private static final long TIMEOUT = Duration.ofMinutes(10).toMillis();

	private final Set<SseEmitter> pages = ConcurrentHashMap.newKeySet();

	private final Activity activity;

	private Activity.@Nullable Totals sent;

	ActivityStream(Activity activity) {
		this.activity = activity;
	}

	SseEmitter open() throws IOException {
		SseEmitter page = new SseEmitter(TIMEOUT);
		page.onCompletion(() -> this.pages.remove(page));
		page.onTimeout(page::complete);
		this.pages.add(page);
		page.send(SseEmitter.event().comment("open"));
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

}
