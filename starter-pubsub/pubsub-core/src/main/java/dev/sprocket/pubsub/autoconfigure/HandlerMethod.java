// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import dev.sprocket.pubsub.AckMode;
import dev.sprocket.pubsub.Acknowledgment;
import dev.sprocket.pubsub.BatchHandler;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.MessageHandler;
import dev.sprocket.pubsub.batch.BatchOutcome;

/**
 * What the parameters of a {@link dev.sprocket.pubsub.Subscribe} method are.
 *
 * @param method the method
 * @param arguments what each parameter is
 * @param payload the class of the payload
 */
record HandlerMethod(Method method, List<Argument> arguments, Class<?> payload) {

	/**
	 * Read a method.
	 * @param method the method
	 * @param type the class of its bean
	 * @param ackMode who acknowledges
	 * @param batch whether it takes several messages at a time
	 * @param problems where to say what is wrong with it
	 * @return what it is, meaningful only if there was no problem
	 */
	static HandlerMethod of(Method method, Class<?> type, AckMode ackMode, boolean batch, List<String> problems) {
		List<Argument> arguments = new ArrayList<>();
		Class<?> payload = null;
		for (int i = 0; i < method.getParameterCount(); i++) {
			ResolvableType parameter = ResolvableType.forMethodParameter(method, i, type);
			Argument argument = batch ? batchArgumentFor(parameter) : argumentFor(parameter);
			if (batch && argument == Argument.PAYLOAD) {
				problems.add("parameter " + (i + 1) + " (" + parameter + ") is for one message; with @Batch it takes a"
						+ " List of payloads or of Message, and a BatchOutcome");
			}
			if (arguments.contains(argument)) {
				problems.add("parameter " + (i + 1) + " (" + parameter + ") is a second " + argument.text);
			}
			arguments.add(argument);
			if (argument != Argument.ACKNOWLEDGMENT && argument != Argument.OUTCOME) {
				Class<?> read = payloadClass(argument.carried(parameter), i, problems);
				if (payload != null && payload != read) {
					problems.add("its payload is a " + payload.getName() + " in one parameter and a " + read.getName()
							+ " in another");
				}
				payload = read;
			}
		}
		checkWhole(method, ackMode, arguments, payload, problems);
		return new HandlerMethod(method, arguments, (payload != null) ? payload : Object.class);
	}

	private static void checkWhole(Method method, AckMode ackMode, List<Argument> arguments, @Nullable Class<?> payload,
			List<String> problems) {
		if (payload == null) {
			problems.add("it takes no payload");
		}
		if (method.getReturnType() != void.class) {
			problems.add("it returns " + method.getReturnType().getName() + ", which nobody would look at");
		}
		if (ackMode == AckMode.MANUAL && !arguments.contains(Argument.ACKNOWLEDGMENT)) {
			problems.add("its ack mode is MANUAL and it takes no Acknowledgment");
		}
	}

	private static Argument argumentFor(ResolvableType parameter) {
		Class<?> type = parameter.toClass();
		if (type == Acknowledgment.class) {
			return Argument.ACKNOWLEDGMENT;
		}
		return (type == Message.class) ? Argument.MESSAGE : Argument.PAYLOAD;
	}

	private static Argument batchArgumentFor(ResolvableType parameter) {
		Class<?> type = parameter.toClass();
		if (type == BatchOutcome.class) {
			return Argument.OUTCOME;
		}
		if (type != List.class) {
			return Argument.PAYLOAD;
		}
		return (parameter.getGeneric(0).toClass() == Message.class) ? Argument.MESSAGES : Argument.PAYLOADS;
	}

	private static Class<?> payloadClass(ResolvableType type, int index, List<String> problems) {
		if (!isDecodable(type)) {
			problems.add("parameter " + (index + 1) + " (" + type
					+ ") has type arguments, which decoding knows nothing of; use a record of your own around it"
					+ ((type.toClass() == List.class) ? ", or @Batch to take several messages at a time" : ""));
		}
		return ClassUtils.resolvePrimitiveIfNecessary(type.resolve(Object.class));
	}

	// Decoding is told a class: it promises nothing of type arguments, but that the keys
	// of JSON are text.

	private static boolean isDecodable(ResolvableType type) {
		if (type.isArray()) {
			return isDecodable(type.getComponentType());
		}
		boolean raw = type.getType() instanceof Class<?>;
		ResolvableType[] generics = raw ? new ResolvableType[0] : type.getGenerics();
		for (int i = 0; i < generics.length; i++) {
			Class<?> of = generics[i].resolve(Object.class);
			boolean key = i == 0 && of == String.class && Map.class.isAssignableFrom(type.toClass());
			if (of != Object.class && !key) {
				return false;
			}
		}
		return true;
	}

	<T> MessageHandler<T> handler(Object bean, Method invocable) {
		ReflectionUtils.makeAccessible(invocable);
		Argument[] parameters = this.arguments.toArray(new Argument[0]);
		return (message, acknowledgment) -> {
			Object[] values = new Object[parameters.length];
			for (int i = 0; i < values.length; i++) {
				values[i] = switch (parameters[i]) {
					case PAYLOAD -> message.payload();
					case MESSAGE -> message;
					case ACKNOWLEDGMENT -> acknowledgment;
					default -> throw new IllegalStateException("For a batch: " + parameters[i]);
				};
			}
			invoke(bean, invocable, values);
		};
	}

	<T> BatchHandler<T> batchHandler(Object bean, Method invocable) {
		ReflectionUtils.makeAccessible(invocable);
		Argument[] parameters = this.arguments.toArray(new Argument[0]);
		return (messages, outcome) -> {
			Object[] values = new Object[parameters.length];
			for (int i = 0; i < values.length; i++) {
				values[i] = switch (parameters[i]) {
					case PAYLOADS -> messages.stream().map(Message::payload).toList();
					case MESSAGES -> messages;
					case OUTCOME -> outcome;
					default -> throw new IllegalStateException("For one message: " + parameters[i]);
				};
			}
			invoke(bean, invocable, values);
		};
	}

	private static void invoke(Object bean, Method method, Object[] values) throws Exception {
		try {
			method.invoke(bean, values);
		}
		catch (InvocationTargetException ex) {
			Throwable cause = ex.getTargetException();
			if (cause instanceof UndeclaredThrowableException undeclared && undeclared.getCause() != null) {
				cause = undeclared.getCause();
			}
			ReflectionUtils.rethrowException(cause);
		}
	}

	/**
	 * What a parameter is.
	 */
	enum Argument {

		/** The payload. */
		PAYLOAD("payload"),

		/** The message around it. */
		MESSAGE("Message"),

		/** What settles it. */
		ACKNOWLEDGMENT("Acknowledgment"),

		/** The payloads of a batch. */
		PAYLOADS("List of payloads"),

		/** The messages around them. */
		MESSAGES("List of Message"),

		/** What says which of them failed. */
		OUTCOME("BatchOutcome");

		private final String text;

		Argument(String text) {
			this.text = text;
		}

		ResolvableType carried(ResolvableType parameter) {
			return switch (this) {
				case MESSAGE, PAYLOADS -> parameter.getGeneric(0);
				case MESSAGES -> parameter.getGeneric(0).getGeneric(0);
				default -> parameter;
			};
		}

	}

}
