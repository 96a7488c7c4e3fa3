// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.lang.reflect.Modifier;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

import dev.sprocket.discovery.LocalInstance;

/**
 * Puts a gate in front of each registry. Registries that take a {@link LocalInstance} are
 * called by the gate only; those of other projects are called by their own
 * auto-registration, which gets the gate in their place. Such a registry keeps its type,
 * because it is injected by it.
 */
final class RegistryPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<Registrations> registrations;

	RegistryPostProcessor(ObjectProvider<Registrations> registrations) {
		this.registrations = registrations;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof ServiceRegistry<?> registry)) {
			return bean;
		}
		if (takesLocalInstance(registry)) {
			@SuppressWarnings("unchecked")
			ServiceRegistry<LocalInstance> own = (ServiceRegistry<LocalInstance>) registry;
			this.registrations.getObject().addOwn(beanName, own);
			return bean;
		}
		return behind(this.registrations.getObject().addForeign(beanName, registry), registry);
	}

	private static boolean takesLocalInstance(ServiceRegistry<?> registry) {
		Class<?> type = ClassUtils.getUserClass(registry);
		return ResolvableType.forClass(type).as(ServiceRegistry.class).resolveGeneric() == LocalInstance.class;
	}

	private static Object behind(RegistrationGate<?> gate, ServiceRegistry<?> registry) {
		ProxyFactory proxy = new ProxyFactory(registry);
		proxy.setProxyTargetClass(!Modifier.isFinal(registry.getClass().getModifiers()));
		proxy.addAdvice(new GateInterceptor<>(gate));
		return proxy.getProxy(registry.getClass().getClassLoader());
	}

}
