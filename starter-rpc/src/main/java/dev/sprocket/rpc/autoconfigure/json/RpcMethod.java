// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;

/**
 * A method of a gRPC service whose messages are known.
 *
 * @param grpc what the channel calls
 * @param proto what the proto file says
 * @param request an empty request
 */
record RpcMethod(MethodDescriptor<Message, Message> grpc, Descriptors.MethodDescriptor proto, Message request) {

	String name() {
		return this.proto.getFullName();
	}

	String path() {
		return "/" + this.grpc.getFullMethodName();
	}

	boolean streamsRequests() {
		return this.proto.isClientStreaming();
	}

	boolean streamsResponses() {
		return this.proto.isServerStreaming();
	}

}
