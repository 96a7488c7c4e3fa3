// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.context;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry the {@link TraceContext} across threads;
 * found through {@code META-INF/services}.
 */
public final class TraceContextAccessor implements ThreadLocalAccessor<TraceContext> {

	/** The key of the context among the values that are carried. */
	public static final String KEY = "sprocket.trace";

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable TraceContext getValue() {
		return TraceContext.current();
	}

	@Override
	public void setValue(TraceContext value) {
		TraceContext.bind(value);
	}

	@Override
	public void setValue() {
		TraceContext.bind(null);
	}

}
