// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.limit;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How large request bodies may be, and how slow. Multipart uploads go to disk and have
 * limits of their own under {@code spring.servlet.multipart}.
 *
 * @param enabled whether bodies are limited; switched on by an opinion
 * @param size the largest body accepted; larger ones are answered 413
 * @param paths other sizes by path pattern, such as {@code /webhooks/**}; the most
 * specific pattern applies
 * @param total memory for all bodies together; a request that finds none left is answered
 * 503. By default a quarter of the largest heap
 * @param minimumRate how much of a body must come in a second, on average over the time
 * spent waiting for it and once that is more than five seconds; a slower one is answered
 * 408. The default is that of Kestrel ({@code MinRequestBodyDataRate}); {@code 0B} is no
 * bound
 */
@ConfigurationProperties("sprocket.server.body-limit")
record BodyLimitProperties(@DefaultValue("false") boolean enabled, @DefaultValue("10MB") DataSize size,
		@DefaultValue Map<String, DataSize> paths, @Nullable DataSize total,
		@DefaultValue("240B") DataSize minimumRate) {

	private static final int HEAP_SHARE = 4;

	long totalBytes() {
		return (this.total != null) ? this.total.toBytes() : Runtime.getRuntime().maxMemory() / HEAP_SHARE;
	}

}
