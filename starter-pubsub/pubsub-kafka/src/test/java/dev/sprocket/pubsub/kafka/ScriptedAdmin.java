// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * A client of a cluster that fails each call in the way that is set for its method, and
 * counts them.
 */
final class ScriptedAdmin {

	private final Map<String, KafkaException> failures = new HashMap<>();

	private final List<String> calls = new ArrayList<>();

	ScriptedAdmin fail(String method, KafkaException failure) {
		this.failures.put(method, failure);
		return this;
	}

	List<String> calls() {
		return this.calls;
	}

	KafkaAdmin admin() {
		Admin client = (Admin) Proxy.newProxyInstance(Admin.class.getClassLoader(), new Class<?>[] { Admin.class },
				(proxy, method, arguments) -> {
					this.calls.add(method.getName());
					throw this.failures.get(method.getName());
				});
		return new KafkaAdmin(() -> client);
	}

}
