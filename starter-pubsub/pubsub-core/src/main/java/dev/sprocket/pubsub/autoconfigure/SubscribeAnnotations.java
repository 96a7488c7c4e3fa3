// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

import dev.sprocket.pubsub.BatchHandler;
import dev.sprocket.pubsub.DeadLetter;
import dev.sprocket.pubsub.MessageHandler;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Retry;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.batch.Batch;
import dev.sprocket.pubsub.spi.Backend;

/**
 * Finds the methods with {@link Subscribe} once all beans are there, refuses the start
 * with every problem at once, and subscribes when the application is ready.
 */
final class SubscribeAnnotations implements SmartInitializingSingleton {

	private static final Set<Class<? extends Annotation>> ANNOTATIONS = Set.of(Subscribe.class, Retry.class,
			DeadLetter.class, Batch.class);

	private final ConfigurableListableBeanFactory beans;

	private final SubscribeAnnotationReader reader;

	private final ObjectProvider<Backends> backends;

	private List<AnnotatedSubscription> subscriptions = List.of();

	SubscribeAnnotations(ConfigurableListableBeanFactory beans, SubscribeAnnotationReader reader,
			ObjectProvider<Backends> backends) {
		this.beans = beans;
		this.reader = reader;
		this.backends = backends;
	}

	@Override
	public void afterSingletonsInstantiated() {
		SubscribeProblems problems = new SubscribeProblems();
		List<AnnotatedSubscription> found = new ArrayList<>();
		for (String name : this.beans.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : targetType(name);
			if (type != null && AnnotationUtils.isCandidateClass(type, ANNOTATIONS)) {
				read(name, type, found, problems);
			}
		}
		checkShared(found, problems);
		found.forEach((subscription) -> checkUnnamed(subscription, problems));
		problems.throwIfAny();
		this.subscriptions = found;
	}

	private @Nullable Class<?> targetType(String name) {
		Class<?> type = this.beans.getType(name, false);
		if (type == null || type.getName().startsWith("org.springframework.")) {
			return null;
		}
		if (this.beans.containsSingleton(name) && AopUtils.isAopProxy(this.beans.getBean(name))) {
			return AopUtils.getTargetClass(this.beans.getBean(name));
		}
		return ClassUtils.getUserClass(type);
	}

	private void read(String name, Class<?> type, List<AnnotatedSubscription> found, SubscribeProblems problems) {
		Map<Method, Set<String>> methods = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<Set<String>>) SubscribeAnnotations::annotations);
		methods.forEach((method, annotations) -> {
			Subscribe subscribe = AnnotatedElementUtils.findMergedAnnotation(method, Subscribe.class);
			if (subscribe == null) {
				problems.add(SubscribeAnnotationReader.name(type, method),
						"it has " + String.join(" and ", annotations) + ", and no @Subscribe to go with it");
				return;
			}
			AnnotatedSubscription subscription = this.reader.read(name, type, method, subscribe, problems);
			if (subscription != null) {
				found.add(subscription);
			}
		});
	}

	private static @Nullable Set<String> annotations(Method method) {
		Set<String> names = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
			.stream()
			.map(MergedAnnotation::getType)
			.filter(ANNOTATIONS::contains)
			.map((type) -> "@" + type.getSimpleName())
			.collect(Collectors.toCollection(TreeSet::new));
		return names.isEmpty() ? null : names;
	}

	// Members of a group share its messages, so that of two methods each would miss some.

	private static void checkShared(List<AnnotatedSubscription> found, SubscribeProblems problems) {
		Map<String, List<String>> handlers = new LinkedHashMap<>();
		found.forEach((subscription) -> handlers.computeIfAbsent(subscription.where(), (first) -> new ArrayList<>())
			.add(subscription.spec().handler()));
		handlers.forEach((where, sharing) -> {
			if (sharing.size() > 1) {
				problems.add(String.join(" and ", sharing), "they subscribe to " + where
						+ ", and each message would go to one of them only; give each a group of its own, or have one"
						+ " method with more concurrency");
			}
		});
	}

	private void checkUnnamed(AnnotatedSubscription subscription, SubscribeProblems problems) {
		if (!subscription.groupOfUnnamed()) {
			return;
		}
		Backend backend = this.backends.getObject().of(subscription.spec().topic());
		if (!backend.isLocal()) {
			problems.add(subscription.spec().handler(),
					"it would subscribe to " + subscription.where() + " of backend " + backend.name()
							+ ", and so would any other application without a name, which"
							+ " would take its messages; set spring.application.name, or give it a group");
		}
	}

	List<SubscriptionSpec<?>> specs() {
		List<SubscriptionSpec<?>> specs = new ArrayList<>();
		this.subscriptions.forEach((subscription) -> specs.add(subscription.spec()));
		return specs;
	}

	void start(PubSub pubSub) {
		for (AnnotatedSubscription subscription : this.subscriptions) {
			Object bean = this.beans.getBean(subscription.beanName());
			start(pubSub, subscription.spec(), bean, subscription.handler());
		}
	}

	private static <T> void start(PubSub pubSub, SubscriptionSpec<T> spec, Object bean, HandlerMethod method) {
		Method invocable = AopUtils.selectInvocableMethod(method.method(), bean.getClass());
		if (spec.batch() != null) {
			BatchHandler<T> handler = method.batchHandler(bean, invocable);
			pubSub.subscribeBatch(spec, handler);
			return;
		}
		MessageHandler<T> handler = method.handler(bean, invocable);
		pubSub.subscribe(spec, handler);
	}

}
