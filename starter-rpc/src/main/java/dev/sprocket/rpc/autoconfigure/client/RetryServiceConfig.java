// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientDefaultServiceConfigCustomizer;

/**
 * Has gRPC try a call again that no server has taken up
 * (<a href= "https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRFC
 * A6</a>), of methods that may be called twice. What a channel's own service config says
 * of a method, its service or all methods stands. Where many calls of a channel fail it
 * does not: a failure takes one of ten tokens, a success brings back a tenth of one, and
 * with half of them gone nothing is tried again.
 */
final class RetryServiceConfig implements GrpcClientDefaultServiceConfigCustomizer {

	private static final String METHOD_CONFIG = "methodConfig";

	private static final Map<String, Object> THROTTLING = Map.of("maxTokens", 10.0, "tokenRatio", 0.1);

	private final RepeatableMethods methods;

	private final Map<String, Object> policy;

	RetryServiceConfig(RepeatableMethods methods, RpcClientProperties.Retry retry) {
		this.methods = methods;
		this.policy = Map.of("maxAttempts", (double) retry.attempts(), "initialBackoff", seconds(retry.backoff()),
				"maxBackoff", seconds(retry.maxBackoff()), "backoffMultiplier", 2.0, "retryableStatusCodes",
				List.of(Code.UNAVAILABLE.name()));
	}

	/**
	 * Write a duration as JSON for protobuf has it: Boot's own mapping leaves out the
	 * zeros after the point, so that 50 ms become 500.
	 * @param duration the duration
	 * @return seconds with nine decimals
	 */
	private static String seconds(Duration duration) {
		return "%d.%09ds".formatted(duration.getSeconds(), duration.getNano());
	}

	@Override
	public void customize(String target, Map<String, Object> serviceConfig) {
		List<Object> configs = listOf(serviceConfig.get(METHOD_CONFIG));
		List<Map<String, String>> names = this.methods.all()
			.stream()
			.filter((method) -> configs.stream().noneMatch((config) -> covers(config, method)))
			.map(RetryServiceConfig::name)
			.toList();
		if (!names.isEmpty()) {
			configs.add(Map.of("name", names, "retryPolicy", this.policy));
			serviceConfig.put(METHOD_CONFIG, configs);
			serviceConfig.putIfAbsent("retryThrottling", THROTTLING);
		}
	}

	private static Map<String, String> name(MethodDescriptor<?, ?> method) {
		return Map.of("service", String.valueOf(method.getServiceName()), "method",
				String.valueOf(method.getBareMethodName()));
	}

	private static boolean covers(Object config, MethodDescriptor<?, ?> method) {
		return config instanceof Map<?, ?> map && listOf(map.get("name")).stream()
			.anyMatch((name) -> name instanceof Map<?, ?> names && covers(names, method));
	}

	private static boolean covers(Map<?, ?> name, MethodDescriptor<?, ?> method) {
		Object service = name.get("service");
		Object bareName = name.get("method");
		return isAnyOr(service, method.getServiceName()) && isAnyOr(bareName, method.getBareMethodName());
	}

	private static boolean isAnyOr(@Nullable Object name, @Nullable String wanted) {
		return name == null || "".equals(name) || name.equals(wanted);
	}

	private static List<Object> listOf(@Nullable Object value) {
		return new ArrayList<>((value instanceof List<?> list) ? list : List.of());
	}

}
