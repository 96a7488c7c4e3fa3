// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

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
import org.springframework.web.context.request.async.WebAsyncManager;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.servlet.function.ServerResponse;

import dev.sprocket.context.RequestContext;
import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.StandardProblem;

/**
 * Writes the messages of a call as they come. The next one is asked for when the socket
 * has taken the last. A caller that has left cancels the call as soon as something is
 * written: the next message or the next heartbeat.
 */
final class MessageStream extends ClientCall.Listener<Message> {

	/**
	 * The call has its deadline; the container is to add none.
	 */
	private static final long NO_TIMEOUT = 0;

	private final ClientCall<Message, Message> call;

	private final StreamFormatter formatter;

	private final StreamFailures failures;

	private final HttpServletResponse response;

	private final String instance;

	private final @Nullable RequestContext context = RequestContext.current();

	private final DeferredResult<ServerResponse> result = new DeferredResult<>(NO_TIMEOUT);

	private final ReentrantLock writing = new ReentrantLock();

	private boolean begun;

	private boolean closed;

	private MessageStream(ClientCall<Message, Message> call, StreamFormatter formatter, StreamFailures failures,
			HttpServletResponse response, String instance) {
		this.call = call;
		this.formatter = formatter;
		this.failures = failures;
		this.response = response;
		this.instance = instance;
	}

	/**
	 * Return the answer that a call gives.
	 * @param call the call, not started
	 * @param message the request of the call
	 * @param formatter makes text of messages
	 * @param failures is told where it cannot
	 * @param threads the threads that write
	 * @return the answer
	 */
	static ServerResponse of(ClientCall<Message, Message> call, Message message, StreamFormatter formatter,
			StreamFailures failures, StreamThreads threads) {
		return ServerResponse.ok().build((request, response) -> {
			AsyncWebRequest async = WebAsyncUtils.createAsyncWebRequest(request, response);
			HttpServletResponse guarded = async.getNativeResponse(HttpServletResponse.class);
			MessageStream stream = new MessageStream(call, formatter, failures, (guarded != null) ? guarded : response,
					request.getRequestURI());
			stream.respondLater(request, async, threads);
			stream.call(message);
			return null;
		});
	}

	private void respondLater(HttpServletRequest request, AsyncWebRequest async, StreamThreads threads)
			throws Exception {
		Future<?> beats = threads.atHeartbeats(this::beat);
		this.result.onCompletion(() -> {
			beats.cancel(false);
			this.call.cancel("The request is over", null);
		});
		WebAsyncManager manager = WebAsyncUtils.getAsyncManager(request);
		manager.setAsyncWebRequest(async);
		manager.startDeferredResultProcessing(this.result);
	}

	private void call(Message message) {
		this.call.start(this, new Metadata());
		this.call.sendMessage(message);
		this.call.halfClose();
		this.call.request(1);
	}

	@Override
	public void onHeaders(Metadata headers) {
		write("");
	}

	@Override
	public void onMessage(Message message) {
		String text;
		try {
			text = this.formatter.message(message);
		}
		catch (IOException | RuntimeException ex) {
			this.failures.report(ex, this.context);
			end(Problem.of(ErrorCode.INTERNAL, StandardProblem.UNEXPECTED));
			this.call.cancel("A message cannot be written as JSON", ex);
			return;
		}
		write(text);
		this.call.request(1);
	}

	@Override
	public void onClose(Status status, Metadata trailers) {
		end(status.isOk() ? null : StatusProblems.of(status, trailers));
	}

	private void end(@Nullable Problem problem) {
		this.writing.lock();
		try {
			if (this.closed) {
				return;
			}
			if (problem != null && !this.begun) {
				this.result.setResult(Responses.problem(problem, problem.toJson(this.instance, this.context)));
				return;
			}
			write((problem != null) ? this.formatter.error(problem.toLine(this.instance, this.context)) : "");
			this.result.setResult(null);
		}
		finally {
			this.closed = true;
			this.writing.unlock();
		}
	}

	private void beat() {
		if (!this.writing.isLocked()) {
			write(this.formatter.heartbeat());
		}
	}

	private void write(String text) {
		this.writing.lock();
		try {
			if (!this.closed) {
				begin();
				this.response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
				this.response.flushBuffer();
			}
		}
		catch (IOException | IllegalStateException ex) {
			this.call.cancel("The caller has left", ex);
		}
		finally {
			this.writing.unlock();
		}
	}

	private void begin() {
		if (!this.begun) {
			this.begun = true;
			this.response.setContentType(this.formatter.contentType());
			this.response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
			this.response.setHeader("X-Accel-Buffering", "no");
		}
	}

}
