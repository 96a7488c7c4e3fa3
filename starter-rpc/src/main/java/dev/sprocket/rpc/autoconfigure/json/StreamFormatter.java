// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.IOException;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/**
 * Makes text of the messages of a stream.
 *
 * @param json the JSON form of messages
 * @param only the field to show, or {@code null} for the message
 * @param format how values are told apart
 */
record StreamFormatter(RpcJson json, @Nullable FieldDescriptor only, AnswerFormat format) {

	String message(Message message) throws IOException {
		return this.format.message(this.json.print(message, this.only));
	}

	String error(String json) {
		return this.format.error(json);
	}

	String heartbeat() {
		return this.format.heartbeat();
	}

	String contentType() {
		return this.format.contentType();
	}

}
