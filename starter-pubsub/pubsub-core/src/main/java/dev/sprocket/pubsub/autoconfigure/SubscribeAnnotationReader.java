// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import dev.sprocket.pubsub.AckMode;
import dev.sprocket.pubsub.DeadLetter;
import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Retry;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.TopicNames;
import dev.sprocket.pubsub.batch.Batch;
import dev.sprocket.pubsub.batch.BatchPolicy;

/**
 * Turns the annotations of a method into a subscription, collecting every problem.
 */
final class SubscribeAnnotationReader {

	private final UnaryOperator<String> placeholders;

	private final @Nullable String application;

	SubscribeAnnotationReader(UnaryOperator<String> placeholders, @Nullable String application) {
		this.placeholders = placeholders;
		this.application = application;
	}

	@Nullable AnnotatedSubscription read(String beanName, Class<?> type, Method method, Subscribe subscribe,
			List<String> problems) {
		List<String> found = new ArrayList<>();
		Batch batch = AnnotatedElementUtils.findMergedAnnotation(method, Batch.class);
		if (batch != null) {
			checkBatch(batch, subscribe, found);
		}
		HandlerMethod handler = HandlerMethod.of(method, type, (batch != null) ? AckMode.AUTO : subscribe.ackMode(),
				batch != null, found);
		SubscriptionSpec<?> spec = spec(method, type, subscribe, handler.payload(), found);
		found.forEach((problem) -> problems.add(name(type, method) + ": " + problem));
		boolean groupOfUnnamed = subscribe.group().isEmpty() && !StringUtils.hasText(this.application);
		return (spec != null && found.isEmpty()) ? new AnnotatedSubscription(beanName, handler, spec, groupOfUnnamed)
				: null;
	}

	private static void checkBatch(Batch batch, Subscribe subscribe, List<String> problems) {
		if (batch.maxSize() < 1 || batch.maxSize() > 1_000) {
			problems.add("@Batch maxSize is " + batch.maxSize() + ", not from 1 to 1000");
		}
		if (subscribe.ackMode() == AckMode.MANUAL) {
			problems.add("its ack mode is MANUAL, and @Batch needs AUTO: BatchOutcome says what failed");
		}
		if (subscribe.inbox()) {
			problems.add("it asks for an inbox, which remembers message by message: not with @Batch");
		}
	}

	private @Nullable SubscriptionSpec<?> spec(Method method, Class<?> type, Subscribe subscribe, Class<?> payload,
			List<String> problems) {
		try {
			String topic = TopicNames.check(resolve(subscribe.topic()));
			String group = subscribe.group().isEmpty() ? defaultGroup(method) : resolve(subscribe.group());
			if (subscribe.concurrency() < 0) {
				problems.add("its concurrency is " + subscribe.concurrency() + ", less than 0");
			}
			SubscriptionSpec<?> spec = SubscriptionSpec.of(topic, TopicNames.checkGroup(group), payload)
				.handler(name(type, method))
				.ordering(subscribe.ordering())
				.concurrency(subscribe.concurrency())
				.ackMode(subscribe.ackMode())
				.inbox(subscribe.inbox())
				.retry(retry(AnnotatedElementUtils.findMergedRepeatableAnnotations(method, Retry.class)))
				.deadLetter(deadLetter(AnnotatedElementUtils.findMergedAnnotation(method, DeadLetter.class)));
			Batch batch = AnnotatedElementUtils.findMergedAnnotation(method, Batch.class);
			return (batch != null) ? spec.batch(batch(batch)) : spec;
		}
		catch (PubSubException | IllegalArgumentException ex) {
			problems.add(String.valueOf(ex.getMessage()));
			return null;
		}
	}

	private String defaultGroup(Method method) {
		return (StringUtils.hasText(this.application) ? this.application : "application") + "." + method.getName();
	}

	private RetryPolicy retry(Set<Retry> retries) {
		return retries.stream().map(this::retry).reduce(RetryPolicy::otherwise).orElse(RetryPolicy.DEFAULT);
	}

	private RetryPolicy retry(Retry retry) {
		Duration maxElapsed = retry.maxElapsed().isEmpty() ? null : duration("@Retry maxElapsed", retry.maxElapsed());
		return new RetryPolicy(retry.attempts(), duration("@Retry backoff", retry.backoff()), retry.multiplier(),
				duration("@Retry maxBackoff", retry.maxBackoff()), retry.jitter(), maxElapsed, Set.of(retry.on()),
				Set.of(retry.notOn()));
	}

	private BatchPolicy batch(Batch batch) {
		return new BatchPolicy(batch.maxSize(), duration("@Batch maxWait", batch.maxWait()));
	}

	private Duration duration(String attribute, String value) {
		try {
			return DurationStyle.detectAndParse(resolve(value));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(attribute + " is '" + value + "', no duration such as 200ms or 1m", ex);
		}
	}

	private DeadLetterPolicy deadLetter(@Nullable DeadLetter deadLetter) {
		if (deadLetter == null) {
			return DeadLetterPolicy.DEFAULT;
		}
		String topic = deadLetter.topic().isEmpty() ? null : TopicNames.check(resolve(deadLetter.topic()));
		return new DeadLetterPolicy(deadLetter.enabled(), topic, deadLetter.stackTrace(), deadLetter.onFailure(),
				deadLetter.maxParked());
	}

	private String resolve(String text) {
		return this.placeholders.apply(text);
	}

	private static String name(Class<?> type, Method method) {
		return ClassUtils.getShortName(type) + "." + method.getName();
	}

}
