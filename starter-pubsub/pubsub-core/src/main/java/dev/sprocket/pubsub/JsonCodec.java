// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.function.Function;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code application/json} and every {@code +json} by Jackson.
 */
final class JsonCodec implements Codec {

	private final JsonMapper mapper;

	/** A writer that knows its class takes half of the time. */
	private final ClassValue<ObjectWriter> writers = new ClassValue<>() {

		@Override
		protected ObjectWriter computeValue(Class<?> type) {
			return JsonCodec.this.mapper.writerFor(type);
		}

	};

	JsonCodec(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public boolean supports(String mediaType) {
		return mediaType.equals("application/json") || mediaType.endsWith("+json");
	}

	@Override
	public byte[] encode(Object payload) {
		return this.writers.get(payload.getClass()).writeValueAsBytes(payload);
	}

	@Override
	public <T> Function<byte[], T> decoder(Class<T> type) {
		ObjectReader reader = this.mapper.readerFor(type);
		return (body) -> {
			T payload = read(reader, body, type);
			if (payload == null) {
				throw new UndecodableException("The body is JSON null, no " + type.getName(), null);
			}
			return payload;
		};
	}

	private static <T> T read(ObjectReader reader, byte[] body, Class<T> type) {
		try {
			return reader.readValue(body);
		}
		catch (JacksonException ex) {
			throw new UndecodableException("The body is no JSON of " + type.getName() + ": " + ex.getOriginalMessage(),
					ex);
		}
	}

}
