// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.function.SingletonSupplier;

import dev.sprocket.rpc.NonBlocking;

/**
 * What the services of this application say about their methods, by full name. Services
 * are asked when the first call comes.
 */
final class Methods {

	private final Supplier<Set<String>> unary;

	private final Supplier<Set<String>> nonBlocking;

	Methods(Supplier<List<BindableService>> services) {
		this.unary = SingletonSupplier
			.of(() -> names(services.get(), (service, method) -> method.getType() == MethodType.UNARY));
		this.nonBlocking = SingletonSupplier.of(() -> names(services.get(), Methods::isNonBlocking));
	}

	boolean isUnary(String method) {
		return this.unary.get().contains(method);
	}

	boolean isNonBlocking(String method) {
		return this.nonBlocking.get().contains(method);
	}

	private static Set<String> names(List<BindableService> services,
			BiPredicate<BindableService, MethodDescriptor<?, ?>> condition) {
		Set<String> names = new HashSet<>();
		for (BindableService service : services) {
			service.bindService()
				.getMethods()
				.stream()
				.map(ServerMethodDefinition::getMethodDescriptor)
				.filter((method) -> condition.test(service, method))
				.map(MethodDescriptor::getFullMethodName)
				.forEach(names::add);
		}
		return names;
	}

	private static boolean isNonBlocking(BindableService service, MethodDescriptor<?, ?> method) {
		return isNonBlocking(AopUtils.getTargetClass(service), String.valueOf(method.getBareMethodName()));
	}

	private static boolean isNonBlocking(Class<?> type, String method) {
		return AnnotatedElementUtils.hasAnnotation(type, NonBlocking.class) || Arrays.stream(type.getMethods())
			.filter((candidate) -> candidate.getName().equalsIgnoreCase(method))
			.anyMatch((candidate) -> AnnotatedElementUtils.hasAnnotation(candidate, NonBlocking.class));
	}

}
