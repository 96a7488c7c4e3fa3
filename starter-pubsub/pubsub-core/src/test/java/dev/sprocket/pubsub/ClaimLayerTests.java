// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

import dev.sprocket.pubsub.content.ClaimCheck;
import dev.sprocket.pubsub.content.FolderClaimStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ClaimLayerTests {

	private static final Instant NOW = Instant.parse("2026-01-31T23:59:59Z");

	private static final byte[] BODY = "1234567890".getBytes(StandardCharsets.UTF_8);

	@TempDir
	private Path folder = Path.of("");

	private ClaimLayer layer(@Nullable DataSize threshold) {
		return new ClaimLayer(check(threshold), Clock.fixed(NOW, ZoneOffset.UTC));
	}

	private ClaimCheck check(@Nullable DataSize threshold) {
		return new ClaimCheck(new FolderClaimStore(this.folder), threshold, Duration.ofDays(14));
	}

	private static Content content(@Nullable Instant deliverAt) {
		return new Content("orders", null, Map.of("mine", "1"), BODY, deliverAt);
	}

	@Test
	void whatIsOverTheThresholdIsReplacedByItsClaim() {
		try (ClaimLayer layer = layer(DataSize.ofBytes(9))) {
			Content sent = layer.outgoing(content(null));
			assertThat(sent.body()).isEmpty();
			assertThat(sent.headers()).containsEntry("mine", "1");
			assertThat(sent.headers().get("sprocket-claim")).matches("2026-01-31/[0-9a-f-]{36};size=10;sha256="
					+ "c775e7b757ede630cd0aa1113bd102661ab38829ca52a6422ab782862f268646");
			Content arrived = layer.incoming(sent);
			assertThat(arrived.body()).isEqualTo(BODY);
			assertThat(arrived.headers()).isEqualTo(Map.of("mine", "1"));
		}
	}

	@Test
	void whatIsNotOverTheThresholdStaysWhereItIs() {
		Content content = content(null);
		try (ClaimLayer layer = layer(DataSize.ofBytes(10)); ClaimLayer reader = layer(null)) {
			assertThat(layer.outgoing(content)).isSameAs(content);
			assertThat(layer.incoming(content)).isSameAs(content);
			assertThat(reader.outgoing(content)).isSameAs(content);
		}
	}

	@Test
	void whatIsDeliveredLaterIsKeptFromThenOn() {
		try (ClaimLayer layer = layer(DataSize.ofBytes(0))) {
			assertThat(layer.outgoing(content(NOW.plusSeconds(1))).headers().get("sprocket-claim"))
				.startsWith("2026-02-01/");
		}
	}

	@Test
	void bodiesAreRemovedOnceTheirDayIsPastTheRetention() {
		ClaimCheck check = check(DataSize.ofBytes(0));
		try (ClaimLayer layer = new ClaimLayer(check, Clock.fixed(NOW, ZoneOffset.UTC))) {
			Content sent = layer.outgoing(content(null));
			purge(check, NOW.plus(Duration.ofDays(14)));
			assertThat(layer.incoming(sent).body()).isEqualTo(BODY);
			purge(check, NOW.plus(Duration.ofDays(14)).plusSeconds(1));
			assertThatExceptionOfType(UndecodableException.class).isThrownBy(() -> layer.incoming(sent))
				.withMessageEndingWith(" is not in folder " + this.folder);
		}
	}

	private static void purge(ClaimCheck check, Instant now) {
		try (ClaimPurge purge = new ClaimPurge(check, Clock.fixed(now, ZoneOffset.UTC))) {
			purge.run();
		}
	}

	@Test
	void whenThereIsNoStoreThenTheReasonSaysWhatToSet() {
		try (ClaimLayer writer = layer(DataSize.ofBytes(0));
				ClaimLayer reader = new ClaimLayer(null, Clock.systemUTC())) {
			Content sent = writer.outgoing(content(null));
			assertThatExceptionOfType(UndecodableException.class).isThrownBy(() -> reader.incoming(sent))
				.withMessageContaining("The body is in a claim store as 2026-01-31/")
				.withMessageEndingWith("this application has none: set sprocket.pubsub.claim-check.folder");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "../../x;size=1;sha256=00",
			"2026-01-31/../../../../../../../../../../etc/passwdxx;size=1;sha256=c775e7b757ede630cd0aa1113bd102661ab38829ca52a6422ab782862f268646",
			"2026-01-31/123e4567-e89b-42d3-a456-426614174000;size=9999999999999999999;sha256=c775e7b757ede630cd0aa1113bd102661ab38829ca52a6422ab782862f268646" })
	void whatIsNoClaimIsRefused(String text) {
		assertThatExceptionOfType(UndecodableException.class).isThrownBy(() -> Claim.parse(text))
			.withMessage("'" + text + "' is no claim of a body");
	}

	@Test
	void settingsThatCannotBeAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> check(DataSize.ofBytes(-1)))
			.withMessage("The threshold of the claim check must not be negative, but is -1B");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ClaimCheck(new FolderClaimStore(this.folder), null, Duration.ZERO))
			.withMessage("The retention of the claim check must be positive, not PT0S");
	}

}
