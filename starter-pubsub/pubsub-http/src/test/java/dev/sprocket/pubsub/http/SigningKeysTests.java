// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.SetupException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SigningKeysTests {

	/** Key, message and signature are the example of the Standard Webhooks libraries. */
	private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

	private static final String NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD9x3JxQvX";

	private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

	private static final Instant NOW = Instant.ofEpochSecond(1614265330);

	@Test
	void signatureIsThatOfStandardWebhooks() {
		assertThat(keys(NOW, OLD).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", BODY))
			.containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
			.containsEntry("webhook-timestamp", "1614265330")
			.containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	}

	@Test
	void whenItIsSignedWithOneOfTheKeysThenItIsTaken() {
		assertThat(keys(NOW, OLD, NEW).refusal(signed(OLD))).isNull();
		assertThat(keys(NOW, OLD, NEW).refusal(signed(NEW))).isNull();
		assertThat(keys(NOW, OLD).refusal(signed(OLD, NEW))).as("sender has the new key first").isNull();
		assertThat(keys(NOW, NEW).refusal(signed(OLD, NEW))).as("receiver has dropped the old key").isNull();
	}

	@Test
	void whenItIsForgedThenItIsRefused() {
		String noKey = "no signature is of a key that is known here";
		assertThat(keys(NOW, NEW).refusal(signed(OLD))).isEqualTo(noKey);
		HttpMessage signed = signed(OLD);
		assertThat(keys(NOW, OLD).refusal(new HttpMessage(signed.headers(), new byte[1]))).isEqualTo(noKey);
		assertThat(keys(NOW, OLD).refusal(with(signed, "webhook-id", "another"))).isEqualTo(noKey);
		assertThat(keys(NOW, OLD).refusal(with(signed, "webhook-timestamp", "1614265331"))).isEqualTo(noKey);
		assertThat(keys(NOW, OLD).refusal(with(signed, "webhook-signature", "v1,no base64! v1a,AAAA v1")))
			.isEqualTo(noKey);
	}

	@Test
	void whenItIsReplayedThenItIsRefused() {
		String late = "webhook-timestamp is not within five minutes of now";
		assertThat(keys(NOW.plusSeconds(300), OLD).refusal(signed(OLD))).isNull();
		assertThat(keys(NOW.plusSeconds(301), OLD).refusal(signed(OLD))).isEqualTo(late);
		assertThat(keys(NOW.minus(Duration.ofMinutes(6)), OLD).refusal(signed(OLD))).isEqualTo(late);
		assertThat(keys(NOW, OLD).refusal(with(signed(OLD), "webhook-timestamp", "yesterday"))).isEqualTo(late);
		assertThat(keys(NOW, OLD).refusal(with(signed(OLD), "webhook-timestamp", "9".repeat(18)))).isEqualTo(late);
	}

	@Test
	void whenASignatureIsMissingThenItIsRefused() {
		for (String missing : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
			HttpMessage signed = signed(OLD);
			Map<String, String> headers = new HashMap<>(signed.headers());
			headers.remove(missing);
			assertThat(keys(NOW, OLD).refusal(new HttpMessage(headers, BODY))).startsWith("it is not signed");
		}
	}

	@Test
	void whenAKeyIsNoneThenItSaysWhichAndNotWhat() {
		for (String wrong : List.of("secret-of-mine", "whsec_c2hvcnQ=", "whsec_!",
				"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")) {
			assertThatExceptionOfType(SetupException.class).isThrownBy(() -> keys(NOW, OLD, wrong))
				.withMessageStartingWith("sprocket.pubsub.http.signing-keys[1] is no key of Standard Webhooks. "
						+ "Set it to whsec_ and 24 to 64")
				.satisfies((exception) -> assertThat(exception).message().doesNotContain(wrong));
		}
	}

	private static SigningKeys keys(Instant now, String... keys) {
		return SigningKeys.of(List.of(keys), Clock.fixed(now, ZoneOffset.UTC));
	}

	private static HttpMessage signed(String... keys) {
		return new HttpMessage(keys(NOW, keys).sign("id", BODY), BODY);
	}

	private static HttpMessage with(HttpMessage request, String header, String value) {
		Map<String, String> headers = new HashMap<>(request.headers());
		headers.put(header, value);
		return new HttpMessage(headers, request.body());
	}

}
