// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.PercentText;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Takes requests: CloudEvents in either mode, pushes of Google Cloud Pub/Sub, and any
 * other body. Knows nothing of a web server.
 */
public final class HttpEndpoint {

	private static final Logger logger = LoggerFactory.getLogger(HttpEndpoint.class);

	private final HttpRequests requests;

	private final Admission admission;

	private final Duration answerWithin;

	private final Clock clock;

	/**
	 * Create an endpoint.
	 * @param requests where the receivers take messages from
	 * @param admission which requests are taken
	 * @param answerWithin when a request is answered at the latest, with 503
	 * @param clock the clock
	 */
	public HttpEndpoint(HttpRequests requests, Admission admission, Duration answerWithin, Clock clock) {
		this.requests = requests;
		this.admission = admission;
		this.answerWithin = answerWithin;
		this.clock = clock;
	}

	/**
	 * Take a request.
	 * @param topic for which topic
	 * @param group for which group
	 * @param request the request
	 * @param token its parameter {@code token}, or {@code null}
	 * @return completes with the answer, once a handler is done with the message or
	 * cannot be
	 */
	public CompletionStage<Answer> post(String topic, String group, HttpMessage request, @Nullable String token) {
		String refusal = this.admission.refusal(request, token);
		if (refusal != null) {
			return refuse(topic, group, 401, refusal);
		}
		GroupRequests waiting = this.requests.find(topic, group);
		if (waiting == null) {
			return refuse(topic, group, 404, "nobody here subscribes to that topic with that group");
		}
		try {
			OpenRequest open = new OpenRequest(event(request), this.clock.instant(), this.answerWithin);
			waiting.offer(open);
			return open.answer();
		}
		catch (UnreadableRequestException ex) {
			return refuse(topic, group, 400, String.valueOf(ex.getMessage()));
		}
	}

	private static CompletionStage<Answer> refuse(String topic, String group, int status, String why) {
		logger.debug("Topic {}, group {}: refused a request with {}: {}", topic, group, status, why);
		return CompletableFuture.completedFuture(Answer.refused(status, why));
	}

	// What is signed is the id of the webhook, and not that of the event.

	private static Event event(HttpMessage request) {
		boolean signed = request.header(SigningKeys.SIGNATURE) != null;
		Event pushed = signed ? null : PushEnvelope.read(request.body());
		if (pushed != null) {
			return pushed;
		}
		Event event = CloudEvents.read(request);
		String id = request.header(SigningKeys.ID);
		boolean other = event.id().isEmpty() || (signed && id != null);
		// without an id each is another message: an inbox must not take it for an earlier
		// one
		return other ? withId(event, (id != null) ? PercentText.decode(id) : UUID.randomUUID().toString()) : event;
	}

	private static Event withId(Event event, String id) {
		Map<String, String> headers = new LinkedHashMap<>(event.headers());
		headers.put(ReservedHeaders.ID, id);
		return new Event(id, event.key(), event.attempt(), headers, event.body());
	}

}
