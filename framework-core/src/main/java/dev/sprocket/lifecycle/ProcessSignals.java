// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handlers of operating system signals. {@code sun.misc.Signal} is the only way to them
 * and supported by the module {@code jdk.unsupported}; its use cannot be compiled without
 * a warning, hence the reflection.
 */
final class ProcessSignals {

	private static final Logger logger = LoggerFactory.getLogger(ProcessSignals.class);

	private final List<Runnable> restore = new ArrayList<>();

	/**
	 * Handle a signal instead of the JVM, until {@link #restore()}.
	 * @param name the name without {@code SIG}
	 * @param handler called with that name on a thread of the JVM
	 */
	void handle(String name, Consumer<String> handler) {
		try {
			Class<?> signalType = Class.forName("sun.misc.Signal");
			Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
			Method handle = signalType.getMethod("handle", signalType, handlerType);
			Object signal = signalType.getConstructor(String.class).newInstance(name);
			Object previous = handle.invoke(null, signal, proxy(handlerType, () -> handler.accept(name)));
			this.restore.add(() -> restore(handle, signal, previous));
		}
		catch (ReflectiveOperationException ex) {
			Throwable reason = (ex.getCause() != null) ? ex.getCause() : ex;
			logger.info("SIG{} stays with the JVM: {}", name, reason.toString());
		}
	}

	void restore() {
		this.restore.forEach(Runnable::run);
		this.restore.clear();
	}

	private static void restore(Method handle, Object signal, Object previous) {
		try {
			handle.invoke(null, signal, previous);
		}
		catch (ReflectiveOperationException ex) {
			logger.debug("{} cannot be given back to the JVM", signal, ex);
		}
	}

	private static Object proxy(Class<?> type, Runnable action) {
		InvocationHandler invocation = new SignalInvocation(action);
		return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, invocation);
	}

	/**
	 * The one method of {@code SignalHandler}, and those of {@code Object} that the JVM
	 * uses to tell handlers apart.
	 *
	 * @param action what to do on the signal
	 */
	private record SignalInvocation(Runnable action) implements InvocationHandler {

		@Override
		public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
			switch (method.getName()) {
				case "handle" -> this.action.run();
				case "hashCode" -> {
					return System.identityHashCode(proxy);
				}
				case "equals" -> {
					return arguments != null && proxy == arguments[0];
				}
				default -> {
					return "Sprocket's signal handler";
				}
			}
			return null;
		}

	}

}
