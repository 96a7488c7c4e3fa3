// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.TopicNames;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.Support;

/**
 * What a service says of its subscriptions when they begin: a table with the policy in
 * force, and for each backend, with the outbox beside it, which part is its own and which
 * is emulated.
 */
final class SubscriptionReport {

	private static final List<String> TITLES = List.of("topic", "group", "backend", "order", "at a time", "attempts",
			"pauses", "effects", "dead letters");

	private SubscriptionReport() {
	}

	static String of(Collection<Subscription> subscriptions, Collection<Backend> backends,
			Map<String, Outbox> outboxes) {
		Map<String, Capabilities> capabilities = new LinkedHashMap<>();
		backends.forEach((backend) -> capabilities.put(backend.name(),
				backend.capabilities().with(outboxes.get(backend.name()))));
		List<List<String>> rows = new ArrayList<>();
		rows.add(TITLES);
		subscriptions.forEach((subscription) -> rows.add(row(subscription, capabilities.get(subscription.backend()))));
		int[] widths = IntStream.range(0, TITLES.size())
			.map((column) -> rows.stream().mapToInt((row) -> row.get(column).length()).max().orElse(0))
			.toArray();
		String table = rows.stream().map((row) -> line(row, widths)).collect(Collectors.joining("\n"));
		return capabilities.entrySet()
			.stream()
			.map(SubscriptionReport::line)
			.collect(Collectors.joining("\n", table + "\n", ""));
	}

	private static List<String> row(Subscription subscription, @Nullable Capabilities capabilities) {
		SubscriptionSpec<?> spec = subscription.spec();
		RetryPolicy retry = spec.retry();
		return List.of(spec.topic(), spec.group(), subscription.backend(), spec.ordering().name().toLowerCase(),
				String.valueOf(subscription.status().concurrency()),
				each(retry, (policy) -> String.valueOf(policy.attempts())), each(retry, SubscriptionReport::pauses),
				spec.inbox() ? "exactly once" : "at least once", letters(spec, capabilities));
	}

	private static String letters(SubscriptionSpec<?> spec, @Nullable Capabilities capabilities) {
		if (!spec.deadLetter().enabled()) {
			return "dropped, logged";
		}
		boolean indexed = capabilities != null && capabilities.of(Capability.BROWSE) == Support.EMULATED;
		return TopicNames.deadLetterTopic(spec.topic(), spec.group(), spec.deadLetter())
				+ (indexed ? ", indexed in the database" : "");
	}

	private static String each(RetryPolicy retry, Function<RetryPolicy, String> what) {
		return Stream.iterate(retry, Objects::nonNull, RetryPolicy::otherwise)
			.map(what)
			.distinct()
			.collect(Collectors.joining(" / "));
	}

	private static String pauses(RetryPolicy retry) {
		return "%d ms x%s to %d ms".formatted(retry.backoff().toMillis(),
				String.valueOf(retry.multiplier()).replaceAll("\\.0$", ""), retry.maxBackoff().toMillis());
	}

	private static String line(List<String> row, int[] widths) {
		return IntStream.range(0, row.size())
			.mapToObj((column) -> ("%-" + widths[column] + "s").formatted(row.get(column)))
			.collect(Collectors.joining("  "))
			.stripTrailing();
	}

	private static String line(Map.Entry<String, Capabilities> backend) {
		Map<Support, List<Capability>> by = backend.getValue()
			.support()
			.entrySet()
			.stream()
			.collect(Collectors.groupingBy(Map.Entry::getValue,
					Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
		return "Backend %s: native %s; emulated %s; none %s".formatted(backend.getKey(), names(by, Support.NATIVE),
				names(by, Support.EMULATED), names(by, Support.NONE));
	}

	private static String names(Map<Support, List<Capability>> by, Support support) {
		List<Capability> capabilities = by.getOrDefault(support, List.of());
		return capabilities.isEmpty() ? "nothing"
				: capabilities.stream()
					.map((capability) -> capability.name().toLowerCase().replace('_', '-'))
					.collect(Collectors.joining(", "));
	}

}
