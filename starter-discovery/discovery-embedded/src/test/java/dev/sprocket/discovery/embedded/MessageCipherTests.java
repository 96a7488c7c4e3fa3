// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessageCipherTests {

	private static final byte[] PLAIN = "orders/one at 10.0.0.5:8080".getBytes(StandardCharsets.UTF_8);

	private static final byte[] OPEN = { 1, 2, 3 };

	private final MessageCipher cipher = cipher("default", "the first secret");

	@Test
	void whenKeyIsTheSameThenMessageIsReadElsewhere() {
		byte[] sealed = seal(this.cipher);
		assertThat(open(cipher("default", "the first secret"), sealed)).isEqualTo(PLAIN);
		assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("orders");
	}

	@Test
	void whenMessageIsSealedTwiceThenNobodySeesThatItIsTheSame() {
		assertThat(seal(this.cipher)).isNotEqualTo(seal(this.cipher));
	}

	@Test
	void whenKeyOrGroupIsAnotherThenMessageIsNotRead() {
		byte[] sealed = seal(this.cipher);
		assertThat(open(cipher("default", "another secret!!"), sealed)).isNull();
		assertThat(open(cipher("staging", "the first secret"), sealed)).isNull();
	}

	@Test
	void whenAnyByteIsChangedThenMessageIsNotRead() {
		byte[] sealed = seal(this.cipher);
		for (int index = 0; index < sealed.length; index++) {
			byte[] changed = sealed.clone();
			changed[index] ^= 1;
			assertThat(open(this.cipher, changed)).as("byte %d", index).isNull();
		}
		assertThat(this.cipher.open(sealed, 0, sealed.length, new byte[] { 1, 2, 4 })).isNull();
		assertThat(open(this.cipher, Arrays.copyOf(sealed, 5))).isNull();
	}

	@Test
	void whenKeyIsBeingChangedThenBothAreRead() {
		MessageCipher next = cipher("default", "the second secret", "the first secret");
		assertThat(open(next, seal(this.cipher))).isEqualTo(PLAIN);
		assertThat(open(this.cipher, seal(next))).isNull();
	}

	@Test
	void whenSecretIsRandomThenItIsDerivedForTheGroup() {
		byte[] secret = new byte[32];
		byte[] sealed = seal(MessageCipher.ofRandom(secret, "default"));
		assertThat(open(MessageCipher.ofRandom(secret, "default"), sealed)).isEqualTo(PLAIN);
		assertThat(open(MessageCipher.ofRandom(secret, "staging"), sealed)).isNull();
	}

	private static MessageCipher cipher(String group, String... texts) {
		return MessageCipher.ofTexts(List.of(texts), group);
	}

	private static byte[] seal(MessageCipher cipher) {
		return cipher.seal(PLAIN, PLAIN.length, OPEN);
	}

	private static byte[] open(MessageCipher cipher, byte[] sealed) {
		return cipher.open(sealed, 0, sealed.length, OPEN);
	}

}
