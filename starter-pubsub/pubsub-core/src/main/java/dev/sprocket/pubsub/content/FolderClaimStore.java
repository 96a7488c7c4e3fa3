// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ClaimStore;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Keeps large bodies as files in a folder, one folder a day. Instances on several
 * machines need it on a file system that they share. A file {@code .sprocket-claims}
 * marks the folder: where it goes missing, as in the empty folder that a lost mount
 * leaves behind, nothing is there to be read or stored, and messages wait until it is
 * back. A new store makes the mark: see to it that the file system is mounted before.
 */
public final class FolderClaimStore implements ClaimStore {

	private static final String MARK = ".sprocket-claims";

	private static final boolean FOLDERS_CAN_BE_FORCED = FileSystems.getDefault()
		.supportedFileAttributeViews()
		.contains("posix");

	private final Path folder;

	private volatile String durableDay = "";

	/**
	 * Create a store; makes the folder if it is not there.
	 * @param folder the folder
	 * @throws BackendException {@link ErrorKind#INVALID} if it cannot be made or written
	 * to
	 */
	public FolderClaimStore(Path folder) {
		this.folder = folder.toAbsolutePath().normalize();
		try {
			Files.createDirectories(this.folder);
			mark();
			force(this.folder);
		}
		catch (IOException ex) {
			throw new BackendException(ErrorKind.INVALID, "Folder " + this.folder
					+ " (sprocket.pubsub.claim-check.folder) cannot be used for large bodies: " + ex, ex);
		}
	}

	private void mark() throws IOException {
		try {
			Files.createFile(this.folder.resolve(MARK));
		}
		catch (FileAlreadyExistsException ex) {
			// of an earlier start, or another instance
		}
	}

	@Override
	public void put(String reference, byte[] body) {
		requireMark();
		Path file = file(reference);
		try {
			makeDay(file);
			write(file, body);
			force(day(file));
		}
		catch (IOException ex) {
			discard(file);
			throw unavailable("write", file, ex);
		}
	}

	private void makeDay(Path file) throws IOException {
		Path day = day(file);
		String name = day.getFileName().toString();
		if (!name.equals(this.durableDay) || !Files.isDirectory(day)) {
			Files.createDirectories(day);
			force(this.folder);
			this.durableDay = name;
		}
	}

	private static Path day(Path file) {
		return file.resolveSibling("");
	}

	private static void write(Path file, byte[] body) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
			ByteBuffer rest = ByteBuffer.wrap(body);
			while (rest.hasRemaining()) {
				channel.write(rest);
			}
			channel.force(true);
		}
	}

	// A file is durable once the entry in its folder is, too.

	private static void force(Path folder) throws IOException {
		if (FOLDERS_CAN_BE_FORCED) {
			try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
				channel.force(true);
			}
		}
	}

	private static void discard(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			// goes with its day
		}
	}

	@Override
	public byte @Nullable [] get(String reference) {
		Path file = file(reference);
		try {
			return Files.readAllBytes(file);
		}
		catch (NoSuchFileException ex) {
			requireMark();
			return null;
		}
		catch (IOException ex) {
			throw unavailable("read", file, ex);
		}
	}

	@Override
	public int removeBefore(LocalDate day) {
		int removed = 0;
		try {
			for (Path old : list(this.folder)) {
				if (isBefore(old, day)) {
					removed += removeDay(old);
				}
			}
		}
		catch (IOException ex) {
			throw unavailable("remove from", this.folder, ex);
		}
		return removed;
	}

	private static boolean isBefore(Path folder, LocalDate day) {
		String name = folder.getFileName().toString();
		return name.matches("\\d{4}-\\d{2}-\\d{2}") && name.compareTo(day.toString()) < 0;
	}

	private static int removeDay(Path day) throws IOException {
		int removed = 0;
		for (Path file : list(day)) {
			removed += Files.deleteIfExists(file) ? 1 : 0;
		}
		Files.deleteIfExists(day);
		return removed;
	}

	private static List<Path> list(Path folder) throws IOException {
		try (Stream<Path> entries = Files.list(folder)) {
			return new ArrayList<>(entries.toList());
		}
		catch (NoSuchFileException ex) {
			// another instance was first
			return List.of();
		}
	}

	private Path file(String reference) {
		Path file = this.folder.resolve(reference).normalize();
		if (!file.startsWith(this.folder) || file.getNameCount() != this.folder.getNameCount() + 2) {
			throw new IllegalArgumentException("'" + reference + "' is no reference to a body");
		}
		return file;
	}

	private void requireMark() {
		if (!Files.exists(this.folder.resolve(MARK))) {
			throw new BackendException(ErrorKind.UNAVAILABLE,
					"file " + MARK + " is missing there: is the file system mounted?", null);
		}
	}

	private static BackendException unavailable(String what, Path file, IOException ex) {
		return new BackendException(ErrorKind.UNAVAILABLE, "cannot " + what + " " + file + ": " + ex, ex);
	}

	@Override
	public String toString() {
		return "folder " + this.folder;
	}

}
