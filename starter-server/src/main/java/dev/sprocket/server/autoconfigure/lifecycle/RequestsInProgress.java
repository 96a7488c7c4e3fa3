// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.lifecycle;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Counts requests from the moment their headers are read until their answer is complete,
 * asynchronous ones included, and tells the clients of a stopping server to close.
 */
class RequestsInProgress extends ValveBase {

	private static final String EVENT_STREAM = "text/event-stream";

	private final AtomicLong active = new AtomicLong();

	private final AtomicLong completed = new AtomicLong();

	private final Map<AsyncContext, Response> asynchronous = new HashMap<>();

	private boolean endingStreams;

	private volatile BooleanSupplier refusing = () -> false;

	RequestsInProgress() {
		super(true);
	}

	void tellToClose(BooleanSupplier refusing) {
		this.refusing = refusing;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		boolean first = request.getDispatcherType() != DispatcherType.ASYNC;
		if (first) {
			this.active.incrementAndGet();
		}
		endConnection(request, response);
		try {
			getNext().invoke(request, response);
		}
		finally {
			endConnection(request, response);
			if (first) {
				follow(request, response);
			}
		}
	}

	private void follow(Request request, Response response) {
		if (!request.isAsync()) {
			complete();
			return;
		}
		AsyncContext context = request.getAsyncContextInternal();
		context.addListener(new Completion(context));
		synchronized (this.asynchronous) {
			this.asynchronous.put(context, response);
			if (this.endingStreams) {
				endEventStream(context, response);
			}
		}
	}

	private void complete() {
		this.completed.incrementAndGet();
		this.active.decrementAndGet();
	}

	private void endConnection(Request request, Response response) {
		if (this.refusing.getAsBoolean() && !response.isCommitted() && "HTTP/1.1".equals(request.getProtocol())) {
			response.setHeader(DrainingHttp11Protocol.CONNECTION, DrainingHttp11Protocol.CLOSE);
		}
	}

	long active() {
		return this.active.get();
	}

	long completed() {
		return this.completed.get();
	}

	/**
	 * End the streams of server-sent events: they have no end of their own, and their
	 * clients connect again by themselves.
	 */
	void endEventStreams() {
		synchronized (this.asynchronous) {
			this.endingStreams = true;
			Map.copyOf(this.asynchronous).forEach(RequestsInProgress::endEventStream);
		}
	}

	private static void endEventStream(AsyncContext context, Response response) {
		String contentType = response.getContentType();
		if (contentType == null || !contentType.startsWith(EVENT_STREAM)) {
			return;
		}
		try {
			context.complete();
		}
		catch (IllegalStateException ex) {
			// it is just ending by itself
		}
	}

	/**
	 * Notes the end of an asynchronous request, once.
	 */
	private final class Completion implements AsyncListener {

		private final AsyncContext context;

		private Completion(AsyncContext context) {
			this.context = context;
		}

		@Override
		public void onComplete(AsyncEvent event) {
			synchronized (RequestsInProgress.this.asynchronous) {
				if (RequestsInProgress.this.asynchronous.remove(this.context) == null) {
					return;
				}
			}
			complete();
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
