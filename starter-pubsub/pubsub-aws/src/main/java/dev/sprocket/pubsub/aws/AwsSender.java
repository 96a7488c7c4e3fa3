// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Sends in as few requests as AWS takes: by topic, of 10 messages at most and not too
 * large, a large message in one of its own. On standard topics, which keep no order, they
 * go side by side; on FIFO topics one after the other.
 */
final class AwsSender implements Sender {

	private static final long CLOSING_SECONDS = 30;

	private final Topics topics;

	private final AwsSettings settings;

	private final Executor threads;

	private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	AwsSender(Topics topics, AwsSettings settings, Executor threads) {
		this.topics = topics;
		this.settings = settings;
		this.threads = threads;
	}

	@Override
	public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
		SendOutcome[] outcomes = new SendOutcome[batch.size()];
		List<CompletableFuture<Void>> tasks = new ArrayList<>();
		try {
			if (this.closed) {
				throw new BackendException(ErrorKind.CLOSED, "This sender is closed", null);
			}
			byTopic(batch, outcomes).forEach((topic, entries) -> {
				List<List<Entry>> requests = Batches.of(entries, Entry::bytes, this.settings.requestBytes());
				if (this.settings.fifo()) {
					tasks.add(Batches.run(() -> requests.forEach((request) -> send(topic, request, outcomes)),
							this.threads));
				}
				else {
					requests.forEach(
							(request) -> tasks.add(Batches.run(() -> send(topic, request, outcomes), this.threads)));
				}
			});
		}
		catch (BackendException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		CompletableFuture<List<SendOutcome>> all = CompletableFuture.allOf(tasks.toArray(CompletableFuture<?>[]::new))
			.thenApply((nothing) -> List.of(outcomes));
		this.pending.add(all);
		all.whenComplete((done, failure) -> this.pending.remove(all));
		return all;
	}

	private Map<String, List<Entry>> byTopic(List<OutboundMessage> batch, SendOutcome[] outcomes) {
		Map<String, List<Entry>> byTopic = new LinkedHashMap<>();
		for (int i = 0; i < outcomes.length; i++) {
			OutboundMessage message = batch.get(i);
			WireMessage written = WireFormat.write(message, this.settings);
			int bytes = written.bytes();
			if (bytes > this.settings.messageBytes()) {
				outcomes[i] = SendOutcome.failed(new BackendException(ErrorKind.TOO_LARGE, "Topic " + message.topic()
						+ ": a message of " + bytes + " bytes, the limit is " + this.settings.messageBytes(), null));
			}
			else {
				byTopic.computeIfAbsent(message.topic(), (topic) -> new ArrayList<>())
					.add(new Entry(i, written, bytes));
			}
		}
		return byTopic;
	}

	private void send(String topic, List<Entry> request, SendOutcome[] outcomes) {
		try {
			List<SendOutcome> answers = this.topics.send(topic, request.stream().map(Entry::message).toList());
			for (int i = 0; i < request.size(); i++) {
				outcomes[request.get(i).index()] = answers.get(i);
			}
		}
		catch (RuntimeException ex) {
			BackendException failure = AwsErrors.of("Topic " + topic, ex);
			if (failure.kind() == ErrorKind.TOO_LARGE && request.size() > 1) {
				// together: somebody has lowered what the topic or queue takes
				request.forEach((entry) -> send(topic, List.of(entry), outcomes));
				return;
			}
			request.forEach((entry) -> outcomes[entry.index()] = SendOutcome.failed(failure));
		}
	}

	@Override
	public void close() {
		this.closed = true;
		CompletableFuture.allOf(this.pending.toArray(CompletableFuture<?>[]::new))
			.completeOnTimeout(null, CLOSING_SECONDS, TimeUnit.SECONDS)
			.handle((done, failure) -> true)
			.join();
	}

	private record Entry(int index, WireMessage message, int bytes) {

	}

}
