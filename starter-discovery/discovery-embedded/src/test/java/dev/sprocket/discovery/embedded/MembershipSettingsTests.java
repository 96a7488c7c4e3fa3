// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class MembershipSettingsTests {

	private static final String KEY = "a secret that is long enough";

	@Test
	void whenNothingIsConfiguredThenItStaysOnThisMachine() {
		MembershipSettings settings = settings();
		assertThat(settings.isOnThisMachine()).isTrue();
		assertThat(settings.bindAddress()).matches((address) -> address.isLoopbackAddress());
		assertThat(settings.bindPort()).isZero();
		assertThat(settings.keys()).isEmpty();
		assertThat(settings.heartbeatTimeout()).hasSeconds(10);
		assertThat(settings.directory()).hasFileName("sprocket-" + System.getProperty("user.name"));
	}

	@Test
	void whenThereIsJoinLineThenItListensWhereOthersLook() {
		MembershipSettings settings = settings("join=10.0.0.5,db-host:7900,[fd00::5]:7801", "key=" + KEY);
		assertThat(settings.isOnThisMachine()).isFalse();
		assertThat(settings.join()).hasToString("[10.0.0.5:7800, db-host:7900, [fd00::5]:7801]");
		assertThat(settings.bindAddress()).isNull();
		assertThat(settings.bindPort()).isEqualTo(7800);
	}

	@Test
	void whenJoinLineStaysOnLoopbackThenNoKeyIsNeeded() {
		assertThat(settings("join=localhost:7801,127.0.0.1:7802").bindAddress())
			.matches((address) -> address.isLoopbackAddress());
	}

	@Test
	void whenItLeavesTheMachineWithoutKeyThenItIsRefused() {
		FailureAnalysis analysis = refusal("join=10.0.0.5,orders.internal:7900");
		assertThat(analysis.getDescription()).isEqualTo("Membership is to leave this machine "
				+ "(sprocket.discovery.embedded.join=10.0.0.5:7800,orders.internal:7900) without a key, "
				+ "so that anybody on the network could see the instances and add some.");
		assertThat(analysis.getAction()).isEqualTo("Set sprocket.discovery.embedded.key to the same secret of at least "
				+ "16 characters in all instances, such as the output of: openssl rand -base64 32. "
				+ "To stay on this machine remove sprocket.discovery.embedded.join.");
	}

	@Test
	void whenItListensBeyondLoopbackWithoutKeyThenItIsRefused() {
		assertThat(refusal("bind-address=10.0.0.5").getAction())
			.contains("To stay on this machine remove sprocket.discovery.embedded.bind-address.");
	}

	@Test
	void whenItIsToListenEverywhereThenItIsRefused() {
		FailureAnalysis analysis = refusal("bind-address=0.0.0.0", "key=" + KEY);
		assertThat(analysis.getDescription()).isEqualTo(
				"sprocket.discovery.embedded.bind-address is 0.0.0.0, which others would be told to connect to.");
		assertThat(analysis.getAction()).startsWith("Set it to one address of this machine, or remove it");
	}

	@Test
	void whenKeyIsShortThenItIsRefusedAndNotPrinted() {
		FailureAnalysis analysis = refusal("join=10.0.0.5", "key=sesame");
		assertThat(analysis.getDescription())
			.isEqualTo("sprocket.discovery.embedded.key has 6 characters, which can be guessed.");
		assertThat(analysis.getAction()).contains("at least 16 characters").contains("openssl rand -base64 32");
		assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("sesame");
	}

	@Test
	void whenKeysAreOnlyAcceptedThenItIsRefused() {
		assertThat(refusal("accepted-keys=" + KEY).getDescription())
			.isEqualTo("sprocket.discovery.embedded.accepted-keys is set without sprocket.discovery.embedded.key.");
	}

	@Test
	void whenJoinLineCannotBeReadThenItIsRefused() {
		assertThat(refusal("join=10.0.0.5:99999", "key=" + KEY).getDescription())
			.isEqualTo("sprocket.discovery.embedded.join holds '10.0.0.5:99999'.");
		assertThat(refusal("join=fd00::5", "key=" + KEY).getAction()).contains("[fd00::5]:7800");
	}

	@Test
	void whenAddressOrPortOrTimeoutMakesNoSenseThenItIsRefused() {
		assertThat(refusal("bind-address=no such host").getDescription())
			.contains("'no such host', which nobody knows");
		assertThat(refusal("bind-port=70000").getDescription()).contains("bind-port is 70000");
		assertThat(refusal("heartbeat-timeout=10ms").getDescription()).contains("heartbeat-timeout is PT0.01S");
	}

	private static FailureAnalysis refusal(String... properties) {
		MembershipRefusedException failure = catchThrowableOfType(MembershipRefusedException.class,
				() -> settings(properties));
		assertThat(failure).isNotNull();
		return new MembershipRefusedFailureAnalyzer().analyze(failure);
	}

	private static MembershipSettings settings(String... properties) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource(Map.of());
		for (String property : properties) {
			String[] parts = StringUtils.split(property, "=");
			source.put("sprocket.discovery.embedded." + parts[0], parts[1]);
		}
		return MembershipSettings.of(
				new Binder(source).bindOrCreate("sprocket.discovery.embedded", EmbeddedDiscoveryProperties.class),
				"default", "orders");
	}

}
