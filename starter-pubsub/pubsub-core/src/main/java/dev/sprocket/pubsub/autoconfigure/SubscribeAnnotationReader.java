// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
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

	private static final String UNREAD = "unread";

	private final UnaryOperator<String> placeholders;

	private final @Nullable String application;

	SubscribeAnnotationReader(UnaryOperator<String> placeholders, @Nullable String application) {
		this.placeholders = placeholders;
		this.application = application;
	}

	@Nullable AnnotatedSubscription read(String beanName, Class<?> type, Method method, Subscribe subscribe,
			SubscribeProblems problems) {
		boolean batch = AnnotatedElementUtils.hasAnnotation(method, Batch.class);
		List<String> signature = new ArrayList<>();
		HandlerMethod handler = HandlerMethod.of(method, type, batch ? AckMode.AUTO : subscribe.ackMode(), batch,
				signature);
		List<String> settings = new ArrayList<>();
		SubscriptionSpec<?> spec = spec(method, subscribe, handler.payload(), settings).handler(name(type, method));
		settings.addAll(spec.problems());
		problems.addSignature(spec.handler(), signature);
		problems.addSettings(spec.handler(), settings);
		boolean groupOfUnnamed = subscribe.group().isEmpty() && !StringUtils.hasText(this.application);
		return (signature.isEmpty() && settings.isEmpty())
				? new AnnotatedSubscription(beanName, handler, spec, groupOfUnnamed) : null;
	}

	private SubscriptionSpec<?> spec(Method method, Subscribe subscribe, Class<?> payload, List<String> problems) {
		String topic = read(() -> TopicNames.check(resolve("topic", subscribe.topic())), UNREAD, problems);
		String group = read(
				() -> TopicNames.checkGroup(
						subscribe.group().isEmpty() ? defaultGroup(method) : resolve("group", subscribe.group())),
				UNREAD, problems);
		SubscriptionSpec<?> spec = SubscriptionSpec.of(topic, group, payload)
			.ordering(subscribe.ordering())
			.concurrency(subscribe.concurrency())
			.ackMode(subscribe.ackMode())
			.inbox(subscribe.inbox())
			.retry(retry(AnnotatedElementUtils.findMergedRepeatableAnnotations(method, Retry.class), problems))
			.deadLetter(deadLetter(AnnotatedElementUtils.findMergedAnnotation(method, DeadLetter.class), problems));
		Batch batch = AnnotatedElementUtils.findMergedAnnotation(method, Batch.class);
		return (batch != null)
				? spec.batch(new BatchPolicy(batch.maxSize(), duration("@Batch maxWait", batch.maxWait(), problems)))
				: spec;
	}

	private String defaultGroup(Method method) {
		return (StringUtils.hasText(this.application) ? this.application : "application") + "." + method.getName();
	}

	private RetryPolicy retry(Set<Retry> retries, List<String> problems) {
		return retries.stream()
			.map((retry) -> retry(retry, problems))
			.reduce(RetryPolicy::otherwise)
			.orElse(RetryPolicy.DEFAULT);
	}

	private RetryPolicy retry(Retry retry, List<String> problems) {
		Duration maxElapsed = retry.maxElapsed().isEmpty() ? null
				: duration("@Retry maxElapsed", retry.maxElapsed(), problems);
		return new RetryPolicy(retry.attempts(), duration("@Retry backoff", retry.backoff(), problems),
				retry.multiplier(), duration("@Retry maxBackoff", retry.maxBackoff(), problems), retry.jitter(),
				maxElapsed, Set.copyOf(List.of(retry.on())), Set.copyOf(List.of(retry.notOn())), null);
	}

	private DeadLetterPolicy deadLetter(@Nullable DeadLetter deadLetter, List<String> problems) {
		if (deadLetter == null) {
			return DeadLetterPolicy.DEFAULT;
		}
		String topic = deadLetter.topic().isEmpty() ? null
				: read(() -> resolve("@DeadLetter topic", deadLetter.topic()), UNREAD, problems);
		return new DeadLetterPolicy(deadLetter.enabled(), topic, deadLetter.stackTrace(), deadLetter.onFailure(),
				deadLetter.maxParked());
	}

	private Duration duration(String attribute, String text, List<String> problems) {
		return read(() -> {
			String value = resolve(attribute, text);
			try {
				return DurationStyle.detectAndParse(value);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(attribute + " is '" + value + "', no duration such as 200ms or 1m",
						ex);
			}
		}, Duration.ZERO, problems);
	}

	private String resolve(String attribute, String text) {
		try {
			return this.placeholders.apply(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(attribute + " is '" + text + "': " + ex.getMessage(), ex);
		}
	}

	// What cannot be read is replaced, so that what is wrong with the rest is found, too.

	private static <T> T read(Supplier<T> value, T replacement, List<String> problems) {
		try {
			return value.get();
		}
		catch (PubSubException | IllegalArgumentException ex) {
			problems.add(String.valueOf(ex.getMessage()));
			return replacement;
		}
	}

	static String name(Class<?> type, Method method) {
		return ClassUtils.getShortName(type) + "." + method.getName();
	}

}
