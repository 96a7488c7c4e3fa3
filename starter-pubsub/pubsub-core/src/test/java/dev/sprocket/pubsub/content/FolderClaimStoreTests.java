// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FolderClaimStoreTests {

	private static final String UUID = "/123e4567-e89b-42d3-a456-426614174000";

	private static final byte[] BODY = { 1, 2, 3 };

	@TempDir
	private Path parent = Path.of("");

	private Path folder = Path.of("");

	@BeforeEach
	void choose() {
		this.folder = this.parent.resolve("a/b");
	}

	@Test
	void whatIsPutIsThereForOtherInstancesUntilItsFileIsGone() throws IOException {
		FolderClaimStore store = new FolderClaimStore(this.folder);
		store.put("2026-01-31" + UUID, BODY);
		FolderClaimStore other = new FolderClaimStore(this.folder);
		assertThat(other.get("2026-01-31" + UUID)).isEqualTo(BODY);
		Files.delete(this.folder.resolve("2026-01-31" + UUID));
		assertThat(store.get("2026-01-31" + UUID)).isNull();
	}

	@Test
	void whatIsOfEarlierDaysIsRemovedAndNothingElse() throws IOException {
		FolderClaimStore store = new FolderClaimStore(this.folder);
		store.put("2025-12-31" + UUID, BODY);
		store.put("2026-01-30" + UUID, BODY);
		store.put("2026-01-31" + UUID, BODY);
		Files.createDirectories(this.folder.resolve("1999"));
		assertThat(store.removeBefore(LocalDate.parse("2026-01-31"))).isEqualTo(2);
		assertThat(store.removeBefore(LocalDate.parse("2026-01-31"))).isZero();
		assertThat(store.get("2026-01-31" + UUID)).isEqualTo(BODY);
		assertThat(this.folder).isDirectoryNotContaining("glob:**2026-01-30").isDirectoryContaining("glob:**1999");
		store.put("2026-01-30" + UUID, BODY);
		assertThat(store.get("2026-01-30" + UUID)).isEqualTo(BODY);
	}

	@Test
	void whenTheMarkIsMissingThenNothingCanBeSaidOfABodyNorOneBeStored() throws IOException {
		FolderClaimStore store = new FolderClaimStore(this.folder);
		Files.delete(this.folder.resolve(".sprocket-claims"));
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> store.get("2026-01-31" + UUID))
			.withMessage("file .sprocket-claims is missing there: is the file system mounted?")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> store.put("2026-01-31" + UUID, BODY));
		assertThat(this.folder).isEmptyDirectory();
	}

	@Test
	void whenABodyCannotBeWrittenThenNothingIsLeftOfIt() throws IOException {
		FolderClaimStore store = new FolderClaimStore(this.folder);
		Files.createFile(this.folder.resolve("2026-01-31"));
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> store.put("2026-01-31" + UUID, BODY))
			.withMessageContaining("cannot write " + this.folder)
			.satisfies((failure) -> assertThat(failure.isRetryable()).isTrue());
	}

	@ParameterizedTest
	@ValueSource(strings = { "../../x", "/etc/passwd", "2026-01-31/../../../x", "x", "a/b/c", "2026-01-31/../x" })
	void aReferenceNeverLeadsOutOfTheFolder(String reference) {
		FolderClaimStore store = new FolderClaimStore(this.folder);
		assertThatIllegalArgumentException().isThrownBy(() -> store.get(reference))
			.withMessage("'" + reference + "' is no reference to a body");
	}

	@Test
	void aFolderThatCannotBeMadeIsRefusedAtTheStart() throws IOException {
		Files.createFile(this.parent.resolve("a"));
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> new FolderClaimStore(this.folder))
			.withMessageStartingWith(
					"Folder " + this.folder + " (sprocket.pubsub.claim-check.folder) cannot be used for large bodies: ")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID));
	}

}
