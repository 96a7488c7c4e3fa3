// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The requests for one group that no receiver has taken yet. Thread-safe.
 */
final class GroupRequests {

	private static final int MAX_MESSAGES = 1_000;

	private static final long MAX_BYTES = 64L * 1024 * 1024;

	private final Deque<OpenRequest> waiting = new ArrayDeque<>();

	private final Set<HttpReceiver> receivers = new LinkedHashSet<>();

	private long bytes;

	private long position;

	synchronized void join(HttpReceiver receiver) {
		this.receivers.add(receiver);
	}

	synchronized void leave(HttpReceiver receiver) {
		this.receivers.remove(receiver);
		if (this.receivers.isEmpty()) {
			this.waiting.forEach((request) -> request.answer(Answer.away("nobody receives here any more")));
			this.waiting.clear();
			this.bytes = 0;
		}
	}

	void offer(OpenRequest request) {
		Answer refusal = admit(request);
		if (refusal != null) {
			request.answer(refusal);
			return;
		}
		receivers().forEach(HttpReceiver::arrived);
	}

	private synchronized @Nullable Answer admit(OpenRequest request) {
		if (this.receivers.isEmpty()) {
			return Answer.away("nobody receives here now");
		}
		while (!this.waiting.isEmpty() && !this.waiting.peek().isOpen()) {
			next();
		}
		int size = request.event().body().length;
		if (this.waiting.size() >= MAX_MESSAGES || (this.bytes + size > MAX_BYTES && !this.waiting.isEmpty())) {
			return Answer.full();
		}
		this.bytes += size;
		this.waiting.add(request);
		return null;
	}

	private synchronized List<HttpReceiver> receivers() {
		return List.copyOf(this.receivers);
	}

	synchronized List<OpenRequest> take(int max) {
		List<OpenRequest> taken = new ArrayList<>();
		while (taken.size() < max && !this.waiting.isEmpty()) {
			OpenRequest next = next();
			if (next.isOpen()) {
				taken.add(next);
			}
		}
		return taken;
	}

	private OpenRequest next() {
		OpenRequest next = this.waiting.remove();
		this.bytes -= next.event().body().length;
		return next;
	}

	synchronized long nextPosition() {
		return ++this.position;
	}

}
