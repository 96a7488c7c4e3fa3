// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SignatureTests {

	private static final byte[] BODY = "Hello, World!".getBytes(StandardCharsets.UTF_8);

	private final Signature signature = new Signature("It's a Secret to Everybody");

	@Test
	void whenSecretAndBodyAreThoseOfGitHubsDocumentationThenSignatureIsToo() {
		assertThat(this.signature.of(BODY))
			.isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
	}

	@Test
	void whenBodyIsTheSignedOneThenItMatches() {
		assertThat(this.signature.matches(this.signature.of(BODY), BODY)).isTrue();
	}

	@Test
	void whenOneByteOfTheBodyChangedThenItDoesNotMatch() {
		byte[] changed = BODY.clone();
		changed[0]++;
		assertThat(this.signature.matches(this.signature.of(BODY), changed)).isFalse();
	}

	@Test
	void whenSecretIsAnotherThenItDoesNotMatch() {
		assertThat(this.signature.matches(new Signature("another").of(BODY), BODY)).isFalse();
	}

	@Test
	void whenSignatureIsMissingEmptyOrWithoutItsPrefixThenItDoesNotMatch() {
		assertThat(this.signature.matches(null, BODY)).isFalse();
		assertThat(this.signature.matches("", BODY)).isFalse();
		assertThat(this.signature.matches(this.signature.of(BODY).substring("sha256=".length()), BODY)).isFalse();
	}

}
