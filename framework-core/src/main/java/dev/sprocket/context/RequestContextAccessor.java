// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.context;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry the {@link RequestContext} across threads;
 * found through {@code META-INF/services}.
 */
public final class RequestContextAccessor implements ThreadLocalAccessor<RequestContext> {

	/** The key of the context among the values that are carried. */
	public static final String KEY = "sprocket.request";

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable RequestContext getValue() {
		return RequestContext.current();
	}

	@Override
	public void setValue(RequestContext value) {
		RequestContext.bind(value);
	}

	@Override
	public void setValue() {
		RequestContext.bind(null);
	}

}
