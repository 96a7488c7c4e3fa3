// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the processes of one user leave their addresses, and the key that is theirs
 * alone. A file is written again and again while its process lives, so one that was not
 * touched for a while is of a dead process.
 */
final class MemberDirectory {

	private static final Duration STALE = Duration.ofMinutes(1);

	private static final String SUFFIX = ".member";

	private static final int KEY_LENGTH = 32;

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

	private final Path base;

	private final Path folder;

	private final Path keyFile;

	private final byte[] key;

	private MemberDirectory(Path base, Path folder) throws IOException {
		this.base = base;
		this.folder = folder;
		this.keyFile = folder.resolve("key");
		byte[] fresh = new byte[KEY_LENGTH];
		new SecureRandom().nextBytes(fresh);
		createKey(fresh);
		this.key = Files.readAllBytes(this.keyFile);
	}

	static MemberDirectory open(Path directory, String group) {
		String name = "group-" + URLEncoder.encode(group, StandardCharsets.UTF_8).replace("*", "%2A");
		try {
			if (directory.getParent() != null) {
				Files.createDirectories(directory.getParent());
			}
			createForOwner(directory);
			Path folder = createForOwner(directory.resolve(name));
			return new MemberDirectory(directory, folder);
		}
		catch (IOException ex) {
			throw new MembershipRefusedException("The directory " + directory + " cannot be used: " + ex,
					"Set sprocket.discovery.embedded.directory to one that this user can write, or turn the embedded "
							+ "membership off with sprocket.discovery.embedded.enabled=false.");
		}
	}

	private static Path createForOwner(Path directory) throws IOException {
		try {
			return Files.createDirectory(directory, ownerOnly());
		}
		catch (FileAlreadyExistsException ex) {
			check(directory);
			return directory;
		}
	}

	private static FileAttribute<?>[] ownerOnly() {
		return hasOwners() ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(OWNER_ONLY) }
				: new FileAttribute<?>[0];
	}

	private static boolean hasOwners() {
		return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
	}

	private static void check(Path directory) throws IOException {
		if (!hasOwners()) {
			return;
		}
		PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		Path probe = Files.createTempFile(directory, "probe", null);
		try {
			if (!attributes.isDirectory() || !OWNER_ONLY.containsAll(attributes.permissions())
					|| !attributes.owner().equals(Files.getOwner(probe))) {
				throw new MembershipRefusedException(
						"The directory " + directory + " belongs to " + attributes.owner() + " with "
								+ PosixFilePermissions.toString(attributes.permissions())
								+ ", so others could add instances there",
						"Remove it, take the permissions of others away, or set "
								+ "sprocket.discovery.embedded.directory to another one.");
			}
		}
		finally {
			Files.delete(probe);
		}
	}

	// A link appears whole or not at all, and only for the first process.

	private void createKey(byte[] content) throws IOException {
		if (Files.exists(this.keyFile)) {
			return;
		}
		Path draft = Files.createTempFile(this.folder, "key", null);
		try {
			Files.write(draft, content);
			Files.createLink(this.keyFile, draft);
		}
		catch (FileAlreadyExistsException ex) {
			return;
		}
		finally {
			Files.delete(draft);
		}
	}

	byte[] key() {
		return this.key.clone();
	}

	void announce(String address) {
		try {
			Files.writeString(file(address), address);
			Files.setLastModifiedTime(this.keyFile, FileTime.from(Instant.now()));
		}
		catch (NoSuchFileException ex) {
			restore();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void restore() {
		try {
			createForOwner(this.base);
			createForOwner(this.folder);
			createKey(this.key);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void withdraw(String address) {
		try {
			Files.deleteIfExists(file(address));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path file(String address) {
		return this.folder
			.resolve(ProcessHandle.current().pid() + "-" + address.replaceAll("[^0-9A-Za-z.]", "-") + SUFFIX);
	}

	List<String> addresses() {
		List<String> addresses = new ArrayList<>();
		try (Stream<Path> files = Files.list(this.folder)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(SUFFIX)).toList()) {
				read(file, addresses);
			}
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return addresses;
	}

	private void read(Path file, List<String> addresses) throws IOException {
		try {
			if (Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(STALE))) {
				Files.delete(file);
				return;
			}
			String address = Files.readString(file);
			if (!address.isEmpty()) {
				addresses.add(address);
			}
		}
		catch (NoSuchFileException ex) {
			// its process left meanwhile
			return;
		}
	}

}
