// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MemberDirectoryTests {

	@TempDir
	private Path temporary;

	@Test
	void whenItIsOpenedThenOnlyTheOwnerMayLookInside() throws IOException {
		open("default");
		assertThat(Files.getPosixFilePermissions(base())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
		assertThat(Files.getPosixFilePermissions(base().resolve("group-default/key")))
			.isEqualTo(PosixFilePermissions.fromString("rw-------"));
	}

	@Test
	void whenOthersMayLookInsideThenItIsRefused() throws IOException {
		Files.createDirectory(base(),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Files.setPosixFilePermissions(base(), PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThatExceptionOfType(MembershipRefusedException.class).isThrownBy(() -> open("default"))
			.withMessageContaining("with rwxrwxrwx, so others could add instances there")
			.satisfies((refusal) -> assertThat(refusal.remedy()).contains("sprocket.discovery.embedded.directory"));
	}

	@Test
	void whenItIsNoDirectoryThenItIsRefused() throws IOException {
		Files.writeString(base(), "");
		assertThatExceptionOfType(MembershipRefusedException.class).isThrownBy(() -> open("default"))
			.withMessageStartingWith("The directory " + base() + " cannot be used")
			.satisfies((refusal) -> assertThat(refusal.remedy()).contains("sprocket.discovery.embedded.enabled=false"));
	}

	@Test
	void whenManyOpenItAtOnceThenAllHaveOneKey() {
		List<byte[]> keys = IntStream.range(0, 16).parallel().mapToObj((index) -> open("default").key()).toList();
		assertThat(keys).allSatisfy((key) -> assertThat(key).hasSize(32).isEqualTo(keys.get(0)));
		assertThat(open("staging").key()).isNotEqualTo(keys.get(0));
	}

	@Test
	void whenAddressIsAnnouncedThenOthersOfTheGroupSeeItUntilItIsWithdrawn() {
		open("default").announce("127.0.0.1:40001");
		assertThat(open("default").addresses()).containsExactly("127.0.0.1:40001");
		assertThat(open("../default").addresses()).isEmpty();
		open("default").withdraw("127.0.0.1:40001");
		assertThat(open("default").addresses()).isEmpty();
	}

	@Test
	void whenFileIsOldThenItIsOfADeadProcess() throws IOException {
		MemberDirectory directory = open("default");
		directory.announce("127.0.0.1:40001");
		directory.announce("127.0.0.1:40002");
		try (Stream<Path> files = Files.list(base().resolve("group-default"))) {
			Path dead = files.filter((file) -> file.toString().contains("40001")).findFirst().orElseThrow();
			Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
		}
		assertThat(directory.addresses()).containsExactly("127.0.0.1:40002");
	}

	@Test
	void whenSomebodyCleansUpThenTheKeyComesBack() throws IOException {
		MemberDirectory directory = open("default");
		Files.delete(base().resolve("group-default/key"));
		Files.delete(base().resolve("group-default"));
		Files.delete(base());
		directory.announce("127.0.0.1:40001");
		directory.announce("127.0.0.1:40001");
		assertThat(open("default").key()).isEqualTo(directory.key());
		assertThat(open("default").addresses()).containsExactly("127.0.0.1:40001");
	}

	private MemberDirectory open(String group) {
		return MemberDirectory.open(base(), group);
	}

	private Path base() {
		return this.temporary.resolve("members");
	}

}
