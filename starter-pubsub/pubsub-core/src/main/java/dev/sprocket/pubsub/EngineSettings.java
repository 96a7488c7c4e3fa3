// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.sprocket.error.ErrorReporters;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Inbox;

/**
 * What an engine was built with.
 *
 * @param backend the backend
 * @param capabilities what it can do, with the outbox that is beside it
 * @param letters where dead letters can be looked at
 * @param clock the clock
 * @param inbox the inbox, if there is one
 * @param publishTimeout how long a publisher waits
 * @param concurrency the default of subscriptions
 * @param reporters told of unexpected errors
 * @param meters what is counted
 * @param spans what is traced
 * @param supervision how subscriptions are watched
 */
record EngineSettings(Backend backend, Capabilities capabilities, KeptLetters letters, Clock clock,
		@Nullable Inbox inbox, Duration publishTimeout, int concurrency, ErrorReporters reporters, Meters meters,
		Spans spans, Supervision supervision) {

}
