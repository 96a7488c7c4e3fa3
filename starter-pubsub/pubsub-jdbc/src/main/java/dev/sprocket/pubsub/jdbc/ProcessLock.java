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

import org.jspecify.annotations.Nullable;

/**
 * Keeps a file for one process: a lock on the file {@code <name>.lock} beside it, which
 * the operating system gives up when the process dies, with the owner's pid inside.
 */
final class ProcessLock implements AutoCloseable {

	private static final int MAX_PID = 20;

	private final FileChannel channel;

	private ProcessLock(FileChannel channel) {
		this.channel = channel;
	}

	// Take the lock. Throws EmbeddedStoreInUseException if another has it Throws
	// IOException if the lock file cannot be written

	static ProcessLock take(Path file) throws IOException {
		Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
		FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		try {
			if (tryLock(channel) == null) {
				throw new EmbeddedStoreInUseException(file, Files.readString(lockFile).strip());
			}
			channel.truncate(0);
			channel
				.write(ByteBuffer.wrap(String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
			return new ProcessLock(channel);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			// Beyond the pid, so that others may read it where locks are mandatory.
			return channel.tryLock(MAX_PID, 1, false);
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
