// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.context;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The place of one unit of work in a distributed trace
 * (<a href= "https://www.w3.org/TR/trace-context/">W3C Trace Context</a>), for processes
 * without a tracing library: the trace that a caller began, or else one of our own, is
 * logged and handed on. Immutable.
 *
 * @param traceId the trace, 32 hexadecimal digits
 * @param spanId the span, 16 hexadecimal digits
 * @param flags the flags of the caller, two hexadecimal digits
 * @param state what vendors added, or {@code null}
 */
public record TraceContext(String traceId, String spanId, String flags, @Nullable String state) {

	/** The header that carries trace, span and flags. */
	public static final String PARENT_HEADER = "traceparent";

	/** The header that carries what vendors added. */
	public static final String STATE_HEADER = "tracestate";

	private static final String TRACE_KEY = "traceId";

	private static final String SPAN_KEY = "spanId";

	private static final int MAX_STATE = 512;

	private static final String NOT_SAMPLED = "00";

	private static final Pattern PARENT = Pattern
		.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

	private static final ThreadLocal<@Nullable TraceContext> CURRENT = new ThreadLocal<>();

	/**
	 * Begin a trace, as the recommendation asks for where a caller sent none or one that
	 * is not well-formed. It is not sampled: nobody here records spans.
	 * @return the context
	 */
	public static TraceContext begin() {
		return new TraceContext(hex(ThreadLocalRandom.current().nextLong()) + randomId(), randomId(), NOT_SAMPLED,
				null);
	}

	/**
	 * Return the caller's context from its headers.
	 * @param parent the value of {@value #PARENT_HEADER}
	 * @param state the value of {@value #STATE_HEADER}, or {@code null}
	 * @return the context, or {@code null} if the header is not well-formed
	 */
	public static @Nullable TraceContext parse(String parent, @Nullable String state) {
		boolean wellFormed = PARENT.matcher(parent).matches() && (parent.length() == 55 || !parent.startsWith("00"));
		if (!wellFormed) {
			return null;
		}
		String kept = (state != null && state.length() <= MAX_STATE) ? state : null;
		return new TraceContext(parent.substring(3, 35), parent.substring(36, 52), parent.substring(53, 55), kept);
	}

	/**
	 * Go on with the trace of a caller, or begin one if its headers hold none that is
	 * well-formed.
	 * @param parent the value of {@value #PARENT_HEADER}, or {@code null}
	 * @param state the value of {@value #STATE_HEADER}, or {@code null}
	 * @return the context, with a span id of this service
	 */
	public static TraceContext receive(@Nullable String parent, @Nullable String state) {
		TraceContext caller = (parent != null) ? parse(parent, state) : null;
		return (caller != null) ? caller.child() : begin();
	}

	/**
	 * Return the context bound to this thread.
	 * @return the context, or {@code null} outside any trace
	 */
	public static @Nullable TraceContext current() {
		return CURRENT.get();
	}

	/**
	 * Return a context of the same trace with a span id of its own.
	 * @return the context
	 */
	public TraceContext child() {
		return new TraceContext(this.traceId, randomId(), this.flags, this.state);
	}

	private static String randomId() {
		long id = 0;
		while (id == 0) {
			id = ThreadLocalRandom.current().nextLong();
		}
		return hex(id);
	}

	private static String hex(long id) {
		return HexFormat.of().toHexDigits(id);
	}

	/**
	 * Return the value of {@value #PARENT_HEADER} for what is called from here.
	 * @return the value
	 */
	public String toHeader() {
		return "00-" + this.traceId + "-" + this.spanId + "-" + this.flags;
	}

	/**
	 * Bind this context to the thread and the MDC until the scope is closed, on the same
	 * thread.
	 * @return the scope
	 */
	public Scope open() {
		return bind(this);
	}

	static Scope bind(@Nullable TraceContext context) {
		TraceContext before = CURRENT.get();
		set(context);
		return () -> set(before);
	}

	private static void set(@Nullable TraceContext context) {
		if (context == null) {
			CURRENT.remove();
			MDC.remove(TRACE_KEY);
			MDC.remove(SPAN_KEY);
			return;
		}
		CURRENT.set(context);
		MDC.put(TRACE_KEY, context.traceId());
		MDC.put(SPAN_KEY, context.spanId());
	}

	/**
	 * Ends the binding of a context to a thread.
	 */
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
