// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.function.Function;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code application/json} and every {@code +json} by Jackson.
 */
final class JsonCodec implements Codec {

	private final JsonMapper mapper;

	JsonCodec(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public boolean supports(String mediaType) {
		return mediaType.equals("application/json") || mediaType.endsWith("+json");
	}

	@Override
	public byte[] encode(Object payload) {
		return this.mapper.writeValueAsBytes(payload);
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
