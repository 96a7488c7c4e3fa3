// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.grpc.ForwardingChannelBuilder2;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties;

import static org.assertj.core.api.Assertions.assertThat;

class InheritedConnectionSettingsTests {

	private static final String CHANNEL = "spring.grpc.client.channel.";

	private final Map<String, String> properties = new LinkedHashMap<>(
			Map.of(CHANNEL + "default.keepalive.time", "30s", CHANNEL + "default.idle.timeout", "30d"));

	private final RecordingBuilder builder = new RecordingBuilder();

	@Test
	void whenChannelSaysNothingOfConnectionsThenTheDefaultChannelsHold() {
		this.properties.put(CHANNEL + "library.target", "static://localhost:1");
		customize("library");
		assertThat(this.builder.seconds).isEqualTo(Map.of("keepalive", 30L, "idle", TimeUnit.DAYS.toSeconds(30)));
	}

	@Test
	void whenChannelSaysItThenItStands() {
		this.properties.put(CHANNEL + "library.keepalive.time", "7");
		customize("library");
		assertThat(this.builder.seconds).containsOnlyKeys("idle");
	}

	@Test
	void whenNameOfChannelHasCapitalsThenItIsFound() {
		this.properties.put(CHANNEL + "myLibrary.keepalive.time", "7s");
		customize("myLibrary");
		assertThat(this.builder.seconds).containsOnlyKeys("idle");
	}

	@Test
	void whenChannelHasNoPropertiesThenNothingIsSetBecauseBootHas() {
		customize("dns:///[::1]:9090");
		assertThat(this.builder.seconds).isEmpty();
	}

	private void customize(String target) {
		Binder binder = new Binder(new MapConfigurationPropertySource(this.properties));
		GrpcClientProperties bound = binder.bindOrCreate("spring.grpc.client", GrpcClientProperties.class);
		new InheritedConnectionSettings<RecordingBuilder>(bound, binder).customize(target, this.builder);
	}

	/**
	 * Notes what is set.
	 */
	private static final class RecordingBuilder extends ForwardingChannelBuilder2<RecordingBuilder> {

		private final Map<String, Long> seconds = new LinkedHashMap<>();

		@Override
		protected ManagedChannelBuilder<?> delegate() {
			return Grpc.newChannelBuilder("localhost:1", InsecureChannelCredentials.create());
		}

		@Override
		public RecordingBuilder keepAliveTime(long time, TimeUnit unit) {
			this.seconds.put("keepalive", unit.toSeconds(time));
			return this;
		}

		@Override
		public RecordingBuilder idleTimeout(long value, TimeUnit unit) {
			this.seconds.put("idle", unit.toSeconds(value));
			return this;
		}

	}

}
