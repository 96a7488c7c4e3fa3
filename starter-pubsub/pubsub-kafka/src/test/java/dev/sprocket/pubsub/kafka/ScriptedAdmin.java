// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/**
 * A client of a cluster that has any topic, with one partition, or answers and fails
 * calls in the way that is set for their method. Counts them.
 */
final class ScriptedAdmin {

	private final Map<String, KafkaException> failures = new HashMap<>();

	private final Map<String, Function<Object[], Object>> answers = new HashMap<>();

	private final List<String> calls = new ArrayList<>();

	private boolean waits;

	ScriptedAdmin fail(String method, KafkaException failure) {
		this.failures.put(method, failure);
		return this;
	}

	ScriptedAdmin answer(String method, Function<Object[], Object> answer) {
		this.answers.put(method, answer);
		return this;
	}

	/**
	 * Make an answer whose class only the client can make.
	 * @param type the class
	 * @param arguments what its only constructor takes
	 * @param <T> the class
	 * @return the answer
	 */
	static <T> T result(Class<T> type, Object... arguments) {
		try {
			Constructor<?> constructor = type.getDeclaredConstructors()[0];
			constructor.setAccessible(true);
			return type.cast(constructor.newInstance(arguments));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static <T> KafkaFuture<T> failed(KafkaException failure) {
		KafkaFutureImpl<T> future = new KafkaFutureImpl<>();
		future.completeExceptionally(failure);
		return future;
	}

	/**
	 * Answer no more.
	 */
	void keepWaiting() {
		this.waits = true;
	}

	List<String> calls() {
		return this.calls;
	}

	KafkaAdmin admin() {
		Admin client = (Admin) Proxy.newProxyInstance(Admin.class.getClassLoader(), new Class<?>[] { Admin.class },
				(proxy, method, arguments) -> {
					this.calls.add(method.getName());
					KafkaException failure = this.failures.get(method.getName());
					if (failure != null) {
						throw failure;
					}
					Function<Object[], Object> answer = this.answers.get(method.getName());
					if (answer != null) {
						return answer.apply(arguments);
					}
					return described(String.valueOf(((Collection<?>) arguments[0]).iterator().next()));
				});
		return new KafkaAdmin(() -> client);
	}

	private DescribeTopicsResult described(String topic) {
		TopicPartitionInfo partition = new TopicPartitionInfo(0, Node.noNode(), List.of(), List.of());
		TopicDescription description = new TopicDescription(topic, false, List.of(partition));
		KafkaFuture<TopicDescription> answer = this.waits ? new KafkaFutureImpl<>()
				: KafkaFuture.completedFuture(description);
		return new DescribeTopicsResult(null, Map.of(topic, answer)) {

		};
	}

}
