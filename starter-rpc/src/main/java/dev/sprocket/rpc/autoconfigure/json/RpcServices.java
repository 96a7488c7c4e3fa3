// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;
import java.util.stream.Stream;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services that are reachable as JSON: those of the application whose messages are of
 * protobuf, with their descriptors.
 *
 * @param definitions what a server serves
 */
record RpcServices(List<ServerServiceDefinition> definitions) {

	private static final Logger logger = LoggerFactory.getLogger(RpcServices.class);

	RpcServices {
		definitions = definitions.stream().filter(RpcServices::isOfApplication).toList();
	}

	List<RpcMethod> methods() {
		return this.definitions.stream().flatMap(RpcServices::methods).toList();
	}

	private static boolean isOfApplication(ServerServiceDefinition definition) {
		String name = definition.getServiceDescriptor().getName();
		return !name.startsWith("grpc.health.") && !name.startsWith("grpc.reflection.");
	}

	private static Stream<RpcMethod> methods(ServerServiceDefinition definition) {
		return definition.getMethods()
			.stream()
			.map((method) -> method(method.getMethodDescriptor()))
			.flatMap(Stream::ofNullable);
	}

	private static @Nullable RpcMethod method(MethodDescriptor<?, ?> grpc) {
		Message request = prototype(grpc.getRequestMarshaller());
		Message response = prototype(grpc.getResponseMarshaller());
		Descriptors.MethodDescriptor proto = (grpc
			.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier) ? supplier.getMethodDescriptor()
					: null;
		if (request == null || response == null || proto == null) {
			logger.info("{} is not reachable as JSON: its messages are not described by a proto file",
					grpc.getFullMethodName());
			return null;
		}
		return new RpcMethod(messages(grpc), proto, request);
	}

	private static @Nullable Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
		return (marshaller instanceof PrototypeMarshaller<?> known
				&& known.getMessagePrototype() instanceof Message message) ? message : null;
	}

	@SuppressWarnings("unchecked")
	private static MethodDescriptor<Message, Message> messages(MethodDescriptor<?, ?> grpc) {
		return (MethodDescriptor<Message, Message>) grpc;
	}

}
