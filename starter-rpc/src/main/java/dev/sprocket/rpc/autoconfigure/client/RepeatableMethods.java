// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.stub.AbstractStub;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * The methods that may be called twice without harm, because their proto says so
 * ({@code idempotency_level}), of the services that have a stub among the beans, or a
 * {@link ServiceDescriptor}. No stub is made to find out.
 */
final class RepeatableMethods {

	private static final String DESCRIPTOR_METHOD = "getServiceDescriptor";

	private final Supplier<List<MethodDescriptor<?, ?>>> methods;

	RepeatableMethods(ListableBeanFactory beans) {
		this.methods = SingletonSupplier.of(() -> find(beans));
	}

	List<MethodDescriptor<?, ?>> all() {
		return this.methods.get();
	}

	private static List<MethodDescriptor<?, ?>> find(ListableBeanFactory beans) {
		return services(beans).stream()
			.map(ServiceDescriptor::getMethods)
			.flatMap(Collection::stream)
			.<MethodDescriptor<?, ?>>filter(RepeatableMethods::isRepeatable)
			.toList();
	}

	private static Set<ServiceDescriptor> services(ListableBeanFactory beans) {
		Set<ServiceDescriptor> services = new LinkedHashSet<>(
				beans.getBeansOfType(ServiceDescriptor.class, true, false).values());
		Stream.of(beans.getBeanNamesForType(AbstractStub.class, true, false))
			.map(beans::getType)
			.map(RepeatableMethods::serviceOf)
			.filter(Objects::nonNull)
			.forEach(services::add);
		return services;
	}

	/**
	 * Return the service of a stub, which generated code has in the class around it.
	 * @param stub the class of the stub
	 * @return the service, or {@code null} if this is no generated code
	 */
	private static @Nullable ServiceDescriptor serviceOf(@Nullable Class<?> stub) {
		Class<?> generated = (stub != null) ? stub.getEnclosingClass() : null;
		Method method = (generated != null) ? ReflectionUtils.findMethod(generated, DESCRIPTOR_METHOD) : null;
		return (method != null && ReflectionUtils.invokeMethod(method, null) instanceof ServiceDescriptor service)
				? service : null;
	}

	private static boolean isRepeatable(MethodDescriptor<?, ?> method) {
		if (method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema) {
			IdempotencyLevel level = schema.getMethodDescriptor().getOptions().getIdempotencyLevel();
			return level != IdempotencyLevel.IDEMPOTENCY_UNKNOWN;
		}
		return method.isIdempotent() || method.isSafe();
	}

}
