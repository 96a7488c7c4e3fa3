// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Keeps a file for one process: a lock on the file {@code <name>.lock} beside it, which
 * the operating system gives up when the process dies, with the owner's pid inside. It
 * also gives it up when the owner closes any channel of that file, so a process that has
 * the lock does not open the file again.
 */
final class ProcessLock implements AutoCloseable {

	private static final int MAX_PID = 20;

	private static final long PID = ProcessHandle.current().pid();

	private static final Set<Path> held = new HashSet<>();

	private final Path name;

	private final FileChannel channel;

	private ProcessLock(Path name, FileChannel channel) {
		this.name = name;
		this.channel = channel;
	}

	// Take the lock. Throws a SetupException if another has it, an IOException if the
	// lock
	// file cannot be written

	static ProcessLock take(Path file) throws IOException {
		Path lockFile = file.toAbsolutePath().resolveSibling(file.getFileName() + ".lock");
		Path name = Objects.requireNonNull(lockFile.getParent()).toRealPath().resolve(lockFile.getFileName());
		synchronized (held) {
			if (held.contains(name)) {
				throw inUse(file, "this process (pid " + PID + ")");
			}
			ProcessLock lock = new ProcessLock(name, open(file, lockFile));
			held.add(name);
			return lock;
		}
	}

	private static FileChannel open(Path file, Path lockFile) throws IOException {
		FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		try {
			if (tryLock(channel) == null) {
				String pid = Files.readString(lockFile).strip();
				throw inUse(file, pid.isEmpty() ? "another process" : "the process with pid " + pid);
			}
			channel.truncate(0);
			channel.write(ByteBuffer.wrap(String.valueOf(PID).getBytes(StandardCharsets.UTF_8)));
			return channel;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static SetupException inUse(Path file, String owner) {
		return new SetupException(ErrorKind.PERMISSION_DENIED,
				"The pub/sub store '" + file.toAbsolutePath() + "' is in use by " + owner,
				"End that process, or give this one a file of its own with sprocket.pubsub.embedded.path. To share messages"
						+ " between processes set sprocket.pubsub.backend to a backend made for that, such as jdbc or"
						+ " kafka.",
				null);
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			// Beyond the pid, so that others may read it where locks are mandatory.
			return channel.tryLock(MAX_PID, 1, false);
		}
		catch (OverlappingFileLockException ex) {
			// Held through another class loader.
			return null;
		}
	}

	@Override
	public void close() throws IOException {
		synchronized (held) {
			if (this.channel.isOpen()) {
				held.remove(this.name);
				this.channel.close();
			}
		}
	}

}
