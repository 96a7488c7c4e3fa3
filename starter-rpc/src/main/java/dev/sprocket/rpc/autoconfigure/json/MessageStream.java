// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.google.protobuf.Message;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.async.AsyncWebRequest;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.servlet.function.ServerResponse;

import dev.sprocket.context.RequestContext;

/**
 * Writes the messages of a call as they come. The next one is asked for when the socket
 * has taken the last; a caller that has left cancels the call.
 */
final class MessageStream extends ClientCall.Listener<Message> {

	/**
	 * The call has its deadline; the container is to add none.
	 */
	private static final long NO_TIMEOUT = 0;

	private final ClientCall<Message, Message> call;

	private final StreamFormatter formatter;

	private final String instance;

	private final HttpServletResponse response;

	private final @Nullable RequestContext context = RequestContext.current();

	private final DeferredResult<ServerResponse> result = new DeferredResult<>(NO_TIMEOUT);

	private boolean begun;

	private MessageStream(ClientCall<Message, Message> call, StreamFormatter formatter, HttpServletRequest request,
			HttpServletResponse response) {
		this.call = call;
		this.formatter = formatter;
		this.instance = request.getRequestURI();
		this.response = response;
	}

	/**
	 * Return the answer that a call gives.
	 * @param call the call, not started
	 * @param message the request of the call
	 * @param formatter makes text of messages
	 * @return the answer
	 */
	static ServerResponse of(ClientCall<Message, Message> call, Message message, StreamFormatter formatter) {
		return ServerResponse.ok().build((request, response) -> {
			AsyncWebRequest async = WebAsyncUtils.createAsyncWebRequest(request, response);
			HttpServletResponse guarded = async.getNativeResponse(HttpServletResponse.class);
			new MessageStream(call, formatter, request, (guarded != null) ? guarded : response).start(request, async,
					message);
			return null;
		});
	}

	private void start(HttpServletRequest request, AsyncWebRequest async, Message message) throws Exception {
		this.result.onCompletion(() -> this.call.cancel("The request is over", null));
		var manager = WebAsyncUtils.getAsyncManager(request);
		manager.setAsyncWebRequest(async);
		manager.startDeferredResultProcessing(this.result);
		this.call.start(this, new Metadata());
		this.call.sendMessage(message);
		this.call.halfClose();
		this.call.request(1);
	}

	@Override
	public void onHeaders(Metadata headers) {
		try {
			begin();
			this.response.flushBuffer();
		}
		catch (IOException | IllegalStateException ex) {
			leave(ex);
		}
	}

	@Override
	public void onMessage(Message message) {
		try {
			begin();
			write(this.formatter.message(message));
			this.call.request(1);
		}
		catch (IOException | IllegalStateException ex) {
			leave(ex);
		}
	}

	@Override
	public void onClose(Status status, Metadata trailers) {
		Problem problem = status.isOk() ? null : StatusProblems.of(status, trailers);
		if (problem != null && !this.begun) {
			this.result.setResult(Responses.problem(problem, problem.toJson(this.instance, this.context)));
			return;
		}
		try {
			begin();
			if (problem != null) {
				write(this.formatter.error(problem.toLine(this.instance, this.context)));
			}
		}
		catch (IOException | IllegalStateException ex) {
			leave(ex);
		}
		this.result.setResult(null);
	}

	private void begin() {
		if (!this.begun) {
			this.begun = true;
			this.response.setContentType(this.formatter.contentType());
			this.response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
			this.response.setHeader("X-Accel-Buffering", "no");
		}
	}

	private void write(String text) throws IOException {
		this.response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
		this.response.flushBuffer();
	}

	private void leave(Exception reason) {
		this.call.cancel("The caller has left", reason);
	}

}
