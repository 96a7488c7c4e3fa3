// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.error;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ServiceExceptionTests {

	@Test
	void messageIsForCallersUnlessASubclassSaysSomethingElse() {
		assertThat(new ServiceException(ErrorCode.ABORTED, "CONFLICT", "message").detail()).isEqualTo("message");
	}

	@Test
	void metadataKeepsItsOrderAndCannotBeChanged() {
		Map<String, String> metadata = new LinkedHashMap<>();
		metadata.put("z", "1");
		metadata.put("a", "2");
		ServiceException exception = new ServiceException(ErrorCode.ABORTED, "CONFLICT", "message", metadata, null);
		metadata.clear();
		assertThat(exception.metadata()).containsExactly(Map.entry("z", "1"), Map.entry("a", "2"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> exception.metadata().put("b", "3"));
	}

	@Test
	void metadataSurvivesSerialization() throws IOException, ClassNotFoundException {
		ServiceException exception = new ServiceException(ErrorCode.ABORTED, "CONFLICT", "message",
				Map.of("key", "value"), null);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
			output.writeObject(exception);
		}
		try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
			ServiceException copy = (ServiceException) input.readObject();
			assertThat(copy.metadata()).containsEntry("key", "value");
			assertThat(copy.code()).isEqualTo(ErrorCode.ABORTED);
		}
	}

}
