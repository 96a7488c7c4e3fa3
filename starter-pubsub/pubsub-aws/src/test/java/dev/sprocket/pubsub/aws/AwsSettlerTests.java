// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;

class AwsSettlerTests {

	private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@Test
	void whenARequestFindsNobodyThenTheRestOfTheFlushFailsWithoutAsking() {
		Requests requests = new Requests(null);
		List<SettleOutcome> outcomes = settle(requests);
		assertThat(outcomes).hasSize(75).extracting(SettleOutcome::failure).containsOnly(outcomes.get(0).failure());
		assertThat(outcomes.get(0).failure()).extracting(BackendException::kind).isEqualTo(ErrorKind.UNAVAILABLE);
		assertThat(requests.made()).hasSize(1);
	}

	@Test
	void whenARequestIsRefusedThenTheOthersAreMade() {
		Requests requests = new Requests("AccessDenied");
		List<SettleOutcome> outcomes = settle(requests);
		assertThat(outcomes).hasSize(75)
			.extracting(SettleOutcome::failure)
			.extracting(BackendException::kind)
			.containsOnly(ErrorKind.PERMISSION_DENIED);
		assertThat(requests.made()).hasSize(9);
	}

	@Test
	void whenALeaseIsLongerOrShorterThanAQueueCanThenItIsTheNextThatItCan() {
		Requests requests = new Requests("AccessDenied");
		try (SqsClient sqs = Emulator.sqs(NOWHERE, requests)) {
			GroupQueue queue = new GroupQueue(sqs, "q", NOWHERE + "/q");
			List<Settlement> settlements = new ArrayList<>();
			for (Duration lease : List.of(MINUTE, Duration.ofSeconds(Long.MAX_VALUE),
					Duration.ofSeconds(Long.MIN_VALUE))) {
				settlements.add(new Settlement.Extend(delivery(queue, settlements.size()), lease));
			}
			assertThat(new AwsSettler(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), Runnable::run).settle(settlements))
				.hasSize(3)
				.extracting((outcome) -> outcome.failure().kind())
				.containsOnly(ErrorKind.PERMISSION_DENIED);
			assertThat(requests.made()).singleElement()
				.isInstanceOfSatisfying(ChangeMessageVisibilityBatchRequest.class,
						(request) -> assertThat(request.entries())
							.extracting(ChangeMessageVisibilityBatchRequestEntry::visibilityTimeout)
							.containsExactly(60, 43_200, 0));
		}
	}

	@Test
	void whenALeaseReachesTwelveHoursThenItSaysThatItEndsThere() {
		Instant now = Instant.parse("2026-11-30T12:00:00Z");
		Instant received = now.minus(Duration.ofHours(12)).plusSeconds(90);
		GroupQueue queue = new GroupQueue(new WillingQueue(), "q", NOWHERE + "/q");
		Receipt receipt = new Receipt(queue, "handle", received.toEpochMilli(), 43_200);
		Delivery delivery = new Delivery(Lane.WHOLE_QUEUE, 1, receipt, 1, null, null, Map.of(), new byte[0], null);
		AwsSettler settler = new AwsSettler(Clock.fixed(now, ZoneOffset.UTC), Runnable::run);
		assertThat(settler.settle(List.of(new Settlement.Extend(delivery, MINUTE))))
			.containsExactly(SettleOutcome.DONE);
		assertThat(settler.settle(List.of(new Settlement.Extend(delivery, Duration.ofMinutes(2)))))
			.containsExactly(SettleOutcome.extendedUntil(now.plusSeconds(90)));
	}

	private static List<SettleOutcome> settle(Requests requests) {
		try (SqsClient sqs = Emulator.sqs(NOWHERE, requests)) {
			GroupQueue queue = new GroupQueue(sqs, "q", NOWHERE + "/q");
			List<Settlement> settlements = new ArrayList<>();
			add(settlements, queue, Settlement.Ack::new);
			add(settlements, queue, (delivery) -> new Settlement.Release(delivery, MINUTE, true));
			add(settlements, queue, (delivery) -> new Settlement.Extend(delivery, MINUTE));
			return new AwsSettler(Clock.systemUTC(), Runnable::run).settle(settlements);
		}
	}

	private static void add(List<Settlement> settlements, GroupQueue queue, Function<Delivery, Settlement> settlement) {
		for (int i = 0; i < 25; i++) {
			settlements.add(settlement.apply(delivery(queue, settlements.size())));
		}
	}

	private static Delivery delivery(GroupQueue queue, int position) {
		Receipt receipt = new Receipt(queue, "handle", Clock.systemUTC().millis(), 3_600);
		return new Delivery(Lane.WHOLE_QUEUE, position, receipt, 1, null, null, Map.of(), new byte[0], null);
	}

	/**
	 * Does what it is asked to.
	 */
	private static final class WillingQueue implements SqsClient {

		@Override
		public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
				ChangeMessageVisibilityBatchRequest request) {
			return ChangeMessageVisibilityBatchResponse.builder().failed(List.of()).build();
		}

		@Override
		public String serviceName() {
			return SERVICE_NAME;
		}

		@Override
		public void close() {
		}

	}

	/**
	 * Counts requests, and refuses them.
	 *
	 * @param made those that were made
	 * @param refusal the code of the refusal, or {@code null} to let them through
	 */
	private record Requests(List<SdkRequest> made, @Nullable String refusal) implements ExecutionInterceptor {

		Requests(@Nullable String refusal) {
			this(new CopyOnWriteArrayList<>(), refusal);
		}

		@Override
		public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
			this.made.add(context.request());
			if (this.refusal != null) {
				throw SqsException.builder()
					.statusCode(403)
					.awsErrorDetails(AwsErrorDetails.builder().errorCode(this.refusal).errorMessage("no").build())
					.build();
			}
		}

	}

}
