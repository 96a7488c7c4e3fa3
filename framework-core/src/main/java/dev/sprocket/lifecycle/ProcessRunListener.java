// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Makes the outermost run of an executable application the owner of its process. Signals
 * go back to the JVM when the context has been closed by other means.
 */
final class ProcessRunListener implements SpringApplicationRunListener {

	static final String BEAN_NAME = "sprocketProcessStop";

	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		if (context.getParent() != null || !ExecutableRun.isCurrent()) {
			return;
		}
		ProcessStop processStop = new ProcessStop(context, System::exit);
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		beanFactory.registerSingleton(BEAN_NAME, processStop);
		LifecycleProperties properties = Binder.get(context.getEnvironment())
			.bindOrCreate("sprocket.lifecycle", LifecycleProperties.class);
		if (properties.signals() && beanFactory instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(BEAN_NAME, handleSignals(processStop));
		}
	}

	private static DisposableBean handleSignals(ProcessStop processStop) {
		SignalStop signalStop = new SignalStop(processStop, Runtime.getRuntime()::halt, SignalStop.ONE_REQUEST);
		ProcessSignals signals = new ProcessSignals();
		signals.handle("TERM", signalStop::on);
		signals.handle("INT", signalStop::on);
		return () -> {
			if (!processStop.hasBegun()) {
				signals.restore();
			}
		};
	}

}
