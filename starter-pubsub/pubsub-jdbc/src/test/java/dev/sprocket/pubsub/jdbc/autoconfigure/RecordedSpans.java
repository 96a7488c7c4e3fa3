// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * The spans that have ended.
 */
final class RecordedSpans implements SpanProcessor {

	private final List<SpanData> ended = new CopyOnWriteArrayList<>();

	@Override
	public void onStart(Context parent, ReadWriteSpan span) {
	}

	@Override
	public boolean isStartRequired() {
		return false;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		this.ended.add(span.toSpanData());
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

	/**
	 * Return all spans.
	 * @return in the order in which they began
	 */
	List<SpanData> all() {
		return this.ended.stream().sorted(Comparator.comparingLong(SpanData::getStartEpochNanos)).toList();
	}

	List<SpanData> named(String name) {
		return all().stream().filter((span) -> span.getName().equals(name)).toList();
	}

	Stream<String> traces() {
		return this.ended.stream().map(SpanData::getTraceId).distinct();
	}

	/**
	 * Return how spans lie below each other, a line each: name, kind, whether it failed,
	 * and the name of the parent.
	 * @return in the order in which they began
	 */
	List<String> tree() {
		return all().stream()
			.map((span) -> "%s %s%s < %s".formatted(span.getName(), span.getKind(),
					(span.getStatus().getStatusCode() == StatusCode.ERROR) ? " failed" : "",
					nameOf(span.getParentSpanId())))
			.toList();
	}

	private String nameOf(String id) {
		return this.ended.stream()
			.filter((span) -> span.getSpanId().equals(id))
			.map(SpanData::getName)
			.findAny()
			.orElse("none");
	}

	static Set<String> attributes(List<SpanData> spans) {
		return spans.stream()
			.flatMap((span) -> span.getAttributes().asMap().keySet().stream())
			.map(AttributeKey::getKey)
			.collect(Collectors.toSet());
	}

}
