// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import javax.net.ssl.SSLHandshakeException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.PercentText;

/**
 * Posts messages as signed CloudEvents. Sends each once: whoever calls tries again.
 */
public final class HttpPoster {

	static final String ATTEMPTED = "Sprocket-Attempted";

	private final RestClient client;

	private final SigningKeys keys;

	private final EventFormat format;

	private final Function<String, CloudEventPolicy> policies;

	private final Clock clock;

	private final BegunAttempts begun = new BegunAttempts();

	/**
	 * Create a poster.
	 * @param client sends; must not follow redirects, which would turn a post into a get
	 * @param keys the keys to sign with
	 * @param format how a message lies in a request
	 * @param policies by topic, what the attributes of a message are that is no event
	 * yet; their modes do not matter
	 * @param clock the clock
	 */
	public HttpPoster(RestClient client, SigningKeys keys, EventFormat format,
			Function<String, CloudEventPolicy> policies, Clock clock) {
		this.client = client;
		this.keys = keys;
		this.format = format;
		this.policies = policies;
		this.clock = clock;
	}

	/**
	 * Name a URL in a text, such as a log line.
	 * @param url the URL
	 * @return the URL without user info, query and fragment, which may be secrets
	 */
	public static String named(URI url) {
		return url.toString().replaceFirst("[?#].*", "").replaceFirst("//[^/]*@", "//");
	}

	/**
	 * Post a message. The receiver is told how many attempts have begun there: by what it
	 * said itself, and by requests that were sent and got no answer, of which nobody
	 * knows. What a proxy answers for it is none, nor is a request that was not sent.
	 * @param url where to
	 * @param topic its topic
	 * @param id its id
	 * @param attempt which attempt this is for the sender, from 1; more than that have
	 * not begun
	 * @param delivery the message
	 * @return the answer
	 * @throws BackendException {@link ErrorKind#UNAVAILABLE} if it was not sent or the
	 * connection broke, {@link ErrorKind#TIMEOUT} if there is no answer in time; neither
	 * it nor its cause has the whole URL
	 */
	public PostAnswer post(URI url, String topic, String id, int attempt, Delivery delivery) {
		int told = Math.min(attempt, this.begun.count(url, id) + 1);
		Event event = new Event(id, delivery.key(), told, delivery.headers(), delivery.body());
		HttpMessage request = CloudEvents.write(event, this.policies.apply(topic), topic, this.format);
		AtomicBoolean connected = new AtomicBoolean();
		try {
			PostAnswer answer = this.client.post()
				.uri(url)
				.headers((headers) -> write(headers, id, request))
				.body((output) -> {
					connected.set(true);
					output.write(request.body());
				})
				.exchange((sent, response) -> read(response.getStatusCode().value(), response.getHeaders()));
			return noted(url, id, (answer != null) ? answer : new PostAnswer(502, null, false, false));
		}
		catch (ResourceAccessException ex) {
			if (connected.get() && !isNotSent(ex.getCause())) {
				this.begun.add(url, id);
			}
			boolean timeout = ex.getCause() instanceof HttpTimeoutException
					|| ex.getCause() instanceof SocketTimeoutException;
			throw new BackendException(timeout ? ErrorKind.TIMEOUT : ErrorKind.UNAVAILABLE,
					"POST " + named(url) + (timeout ? " was not answered in time: " : " failed: ") + ex.getCause(),
					ex.getCause());
		}
	}

	private PostAnswer noted(URI url, String id, PostAnswer answer) {
		if (answer.isDone() || answer.isRejected()) {
			this.begun.forget(url, id);
		}
		else if (answer.attempted()) {
			this.begun.add(url, id);
		}
		return answer;
	}

	// A client with interceptors asks for the body before it connects.

	private static boolean isNotSent(@Nullable Throwable failure) {
		return failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException
				|| failure instanceof SSLHandshakeException;
	}

	private void write(HttpHeaders headers, String id, HttpMessage request) {
		request.headers().forEach(headers::set);
		this.keys.sign(PercentText.encode(id), request.body()).forEach(headers::set);
		headers.setContentLength(request.body().length);
	}

	private PostAnswer read(int status, HttpHeaders headers) {
		Duration exact = RetryAfter.millis(headers.getFirst(RetryAfter.MILLIS));
		Duration pause = (exact != null) ? exact : RetryAfter.seconds(headers.getFirst(RetryAfter.SECONDS), this.clock);
		return new PostAnswer(status, pause, exact != null, headers.containsHeader(ATTEMPTED));
	}

}
