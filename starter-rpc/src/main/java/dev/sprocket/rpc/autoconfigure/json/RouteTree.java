// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.sprocket.rpc.autoconfigure.json.PathTemplate.Segment;

/**
 * Finds what belongs to a method and a path, the most specific first: a literal before
 * {@code *} before {@code **}, a path with a verb before one without.
 *
 * @param <T> what is found
 */
final class RouteTree<T> {

	private static final String ANY_METHOD = "*";

	private final Node<T> root = new Node<>();

	/**
	 * Add what is found at a path, unless something is there.
	 * @param method the HTTP method, or {@code *} for any
	 * @param template the path
	 * @param value what is found
	 * @return what was there already, or {@code null}
	 */
	@Nullable T add(String method, PathTemplate template, T value) {
		Node<T> node = this.root;
		for (Segment segment : template.segments()) {
			node = node.child(segment);
		}
		return node.values.computeIfAbsent(template.verb(), (verb) -> new HashMap<>()).putIfAbsent(method, value);
	}

	/**
	 * Find a match.
	 * @param method the HTTP method
	 * @param path the path as it was received, encoded, empty for that of the servlet
	 * @return the match, or {@code null}
	 * @throws IllegalArgumentException if the path is not well-formed
	 */
	@Nullable Match<T> find(String method, String path) {
		List<String> segments = split(path);
		String last = segments.isEmpty() ? "" : segments.get(segments.size() - 1);
		int colon = last.lastIndexOf(':');
		if (colon >= 0) {
			String verb = PercentDecoding.decode(last.substring(colon + 1));
			List<String> rest = new ArrayList<>(segments);
			rest.set(rest.size() - 1, last.substring(0, colon));
			Match<T> match = find(new Search(method, rest, verb), this.root, 0);
			if (match != null && !verb.isEmpty()) {
				return match;
			}
		}
		return find(new Search(method, segments, ""), this.root, 0);
	}

	private @Nullable Match<T> find(Search search, Node<T> node, int position) {
		if (position == search.size()) {
			Match<T> match = node.match(search);
			return (match != null || node.multi == null) ? match : find(search, node.multi, position);
		}
		Node<T> literal = node.literals.isEmpty() ? null : node.literals.get(search.decoded(position));
		Match<T> match = (literal != null) ? find(search, literal, position + 1) : null;
		if (match == null && node.single != null && !search.segments().get(position).isEmpty()) {
			match = find(search, node.single, position + 1);
		}
		return (match != null || node.multi == null) ? match : findMulti(search, node.multi, position);
	}

	private @Nullable Match<T> findMulti(Search search, Node<T> multi, int position) {
		for (int next = position; next < search.size(); next++) {
			Match<T> match = multi.literals.isEmpty() ? null : find(search, multi, next);
			if (match != null) {
				return match;
			}
		}
		return multi.match(search);
	}

	private static List<String> split(String path) {
		return (path.length() <= 1) ? List.of() : List.of(path.substring(1).split("/", -1));
	}

	/**
	 * A match.
	 *
	 * @param value what was found
	 * @param segments the segments of the path, encoded, without the verb
	 * @param <T> what is found
	 */
	record Match<T>(T value, List<String> segments) {
	}

	/**
	 * What is looked for.
	 *
	 * @param method the HTTP method
	 * @param segments the segments of the path, encoded, without the verb
	 * @param verb the verb, decoded
	 */
	private record Search(String method, List<String> segments, String verb) {

		int size() {
			return this.segments.size();
		}

		String decoded(int position) {
			return PercentDecoding.decode(this.segments.get(position));
		}

	}

	/**
	 * A place in the tree.
	 *
	 * @param <T> what is found
	 */
	private static final class Node<T> {

		private final Map<String, Node<T>> literals = new HashMap<>();

		private final Map<String, Map<String, T>> values = new HashMap<>();

		private @Nullable Node<T> single;

		private @Nullable Node<T> multi;

		Node<T> child(Segment segment) {
			return switch (segment.kind()) {
				case LITERAL ->
					this.literals.computeIfAbsent(Objects.requireNonNull(segment.literal()), (literal) -> new Node<>());
				case SINGLE -> {
					this.single = (this.single != null) ? this.single : new Node<>();
					yield this.single;
				}
				case MULTI -> {
					this.multi = (this.multi != null) ? this.multi : new Node<>();
					yield this.multi;
				}
			};
		}

		@Nullable Match<T> match(Search search) {
			Map<String, T> methods = this.values.get(search.verb());
			if (methods == null) {
				return null;
			}
			T value = methods.getOrDefault(search.method(), methods.get(ANY_METHOD));
			return (value != null) ? new Match<>(value, search.segments()) : null;
		}

	}

}
