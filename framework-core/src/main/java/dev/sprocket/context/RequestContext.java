// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.context;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What one unit of work carries: bound to the thread that works on it, put into the MDC,
 * kept across executors by Micrometer's context propagation and carried on by HTTP, RPC
 * and messages. Immutable.
 *
 * @param requestId the id of the request that began it all
 * @param deadline when nobody waits for the answer any more, or {@code null} for never
 * @param criticality how much it hurts to drop the work
 * @param principal the authenticated caller, or {@code null} if there is none
 */
public record RequestContext(String requestId, @Nullable Instant deadline, Criticality criticality,
		@Nullable String principal) {

	/** MDC key of the request id. */
	public static final String REQUEST_ID_KEY = "requestId";

	private static final ThreadLocal<@Nullable RequestContext> CURRENT = new ThreadLocal<>();

	/**
	 * Return a context with a request id and nothing else.
	 * @param requestId the id
	 * @return the context
	 */
	public static RequestContext of(String requestId) {
		return new RequestContext(requestId, null, Criticality.CRITICAL, null);
	}

	/**
	 * Return the context bound to this thread.
	 * @return the context, or {@code null} outside any unit of work
	 */
	public static @Nullable RequestContext current() {
		return CURRENT.get();
	}

	/**
	 * Return this context with a deadline that is not later than the given one: a
	 * deadline from outside only shortens ours.
	 * @param other the other deadline
	 * @return the context
	 */
	public RequestContext withDeadlineAtMost(Instant other) {
		boolean shorter = this.deadline == null || other.isBefore(this.deadline);
		return shorter ? new RequestContext(this.requestId, other, this.criticality, this.principal) : this;
	}

	/**
	 * Bind this context to the thread until the scope is closed, on the same thread.
	 * @return the scope; close it in a {@code try} with resources
	 */
	public Scope open() {
		return bind(this);
	}

	static Scope bind(@Nullable RequestContext context) {
		RequestContext before = CURRENT.get();
		set(context);
		return () -> set(before);
	}

	private static void set(@Nullable RequestContext context) {
		if (context == null) {
			CURRENT.remove();
			MDC.remove(REQUEST_ID_KEY);
			return;
		}
		CURRENT.set(context);
		MDC.put(REQUEST_ID_KEY, context.requestId());
	}

	/**
	 * Ends the binding of a context to a thread.
	 */
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
