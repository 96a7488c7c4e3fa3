// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;

import dev.sprocket.pubsub.http.Answer;
import dev.sprocket.pubsub.http.HttpMessage;

/**
 * The endpoint on Spring MVC. No thread waits for the handler of a message.
 *
 * @param posts takes requests
 * @param maxBodyBytes how large a body may be
 */
record HttpRoutes(Posts posts, int maxBodyBytes) {

	/** The endpoint answers in time; the server need not. */
	private static final Duration NO_LIMIT = Duration.ofDays(1);

	/**
	 * How much of what is too large is read and forgotten: many senders do not hear the
	 * answer before they have sent all, and send again what was broken off.
	 */
	private static final long READ_AWAY = 64 * 1024 * 1024;

	RouterFunction<ServerResponse> at(String path) {
		return RouterFunctions.route().POST(path + "/{topic}/{group}", this::post).build();
	}

	private ServerResponse post(ServerRequest request) throws IOException {
		InputStream input = request.servletRequest().getInputStream();
		byte[] body = input.readNBytes(this.maxBodyBytes + 1);
		if (body.length > this.maxBodyBytes) {
			input.skip(READ_AWAY);
			return ServerResponse.status(413)
				.contentType(MediaType.TEXT_PLAIN)
				.body("the body has more than " + this.maxBodyBytes + " bytes");
		}
		return ServerResponse
			.async(this.posts
				.post(request.pathVariable("topic"), request.pathVariable("group"),
						new HttpMessage(headers(request), body), token(request))
				.thenApply(HttpRoutes::response), NO_LIMIT);
	}

	private static Map<String, String> headers(ServerRequest request) {
		Map<String, String> headers = new LinkedHashMap<>();
		request.headers()
			.asHttpHeaders()
			.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
		return headers;
	}

	// Not a parameter of the servlet, which would read a form from the body.

	private static @Nullable String token(ServerRequest request) {
		String token = UriComponentsBuilder.fromUri(request.uri()).build().getQueryParams().getFirst("token");
		return (token != null) ? StringUtils.uriDecode(token, StandardCharsets.UTF_8) : null;
	}

	private static ServerResponse response(Answer answer) {
		ServerResponse.BodyBuilder response = ServerResponse.status(answer.status());
		answer.headers().forEach((name, value) -> response.header(name, value));
		return (answer.detail() != null) ? response.contentType(MediaType.TEXT_PLAIN).body(answer.detail())
				: response.build();
	}

	/**
	 * What {@link dev.sprocket.pubsub.http.HttpEndpoint} does.
	 */
	interface Posts {

		CompletionStage<Answer> post(String topic, String group, HttpMessage request, @Nullable String token);

	}

}
