// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import dev.sprocket.lifecycle.LifecycleParticipant;
import dev.sprocket.samples.webhooks.v1.Totals;

/**
 * Sends the totals to every open page and every caller that watches when they change, at
 * most four times a second. A page that is slow to read delays other pages, never the
 * subscription; a slow caller misses totals that newer ones replace. At a stop callers
 * are told that this is all, before their server waits for them.
 */
@Component
class ActivityStream implements LifecycleParticipant {

	private static final long TIMEOUT = Duration.ofMinutes(10).toMillis();

	private final Set<SseEmitter> pages = ConcurrentHashMap.newKeySet();

	private final Set<ServerCallStreamObserver<Totals>> watchers = ConcurrentHashMap.newKeySet();

	private final Activity activity;

	private volatile Activity.@Nullable Totals sent;

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

	void watch(ServerCallStreamObserver<Totals> watcher) {
		watcher.setOnCancelHandler(() -> this.watchers.remove(watcher));
		this.watchers.add(watcher);
		this.sent = null;
	}

	@Scheduled(fixedDelay = 250)
	void sendChanges() {
		if (this.pages.isEmpty() && this.watchers.isEmpty()) {
			return;
		}
		Activity.Totals totals = this.activity.totals();
		if (!totals.equals(this.sent)) {
			this.sent = totals;
			this.pages.forEach((page) -> send(page, totals));
			this.watchers.forEach((watcher) -> send(watcher, ActivityRpc.message(totals)));
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

	private synchronized void send(ServerCallStreamObserver<Totals> watcher, Totals totals) {
		if (watcher.isReady() && this.watchers.contains(watcher)) {
			watcher.onNext(totals);
		}
	}

	@Override
	public String name() {
		return "activity stream";
	}

	@Override
	public synchronized void stopIntake() {
		this.watchers.forEach(StreamObserver::onCompleted);
		this.watchers.clear();
	}

}
