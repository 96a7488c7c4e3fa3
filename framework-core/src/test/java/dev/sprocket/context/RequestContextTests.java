// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.context;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

class RequestContextTests {

	@Test
	void openContextIsCurrentAndInTheMdcUntilItsScopeCloses() {
		try (RequestContext.Scope outer = RequestContext.of("outer").open()) {
			try (RequestContext.Scope inner = RequestContext.of("inner").open()) {
				assertThat(inner).isNotSameAs(outer);
				assertThat(MDC.get("requestId")).isEqualTo("inner");
			}
			assertThat(RequestContext.current()).isEqualTo(RequestContext.of("outer"));
			assertThat(MDC.get("requestId")).isEqualTo("outer");
		}
		assertThat(RequestContext.current()).isNull();
		assertThat(MDC.get("requestId")).isNull();
	}

	@Test
	void deadlineFromOutsideOnlyShortens() {
		Instant noon = Instant.parse("2026-01-01T12:00:00Z");
		RequestContext context = RequestContext.of("id").withDeadlineAtMost(noon);
		assertThat(context.deadline()).isEqualTo(noon);
		assertThat(context.withDeadlineAtMost(noon.plusSeconds(1)).deadline()).isEqualTo(noon);
		assertThat(context.withDeadlineAtMost(noon.minusSeconds(1)).deadline()).isEqualTo(noon.minusSeconds(1));
	}

	@Test
	void contextIsKeptAcrossExecutors() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try (RequestContext.Scope scope = RequestContext.of("carried").open()) {
			assertThat(scope).isNotNull();
			ExecutorService wrapped = ContextExecutorService.wrap(executor, ContextSnapshotFactory.builder().build());
			assertThat(CompletableFuture.supplyAsync(RequestContextTests::seen, wrapped).get(10, TimeUnit.SECONDS))
				.isEqualTo("carried carried");
			assertThat(CompletableFuture.supplyAsync(RequestContextTests::seen, executor).get(10, TimeUnit.SECONDS))
				.isEqualTo("null null");
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static String seen() {
		RequestContext current = RequestContext.current();
		return ((current != null) ? current.requestId() : null) + " " + MDC.get(RequestContext.REQUEST_ID_KEY);
	}

}
