// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.util.FileSystemUtils;

/**
 * A directory for one round, gone afterwards. All contestants get theirs on the same
 * disk.
 *
 * @param path where it is
 */
record Scratch(Path path) implements AutoCloseable {

	static Scratch create() throws IOException {
		Path parent = Files.createDirectories(Path.of(System.getProperty("sprocket.benchmarks.directory", "target")));
		return new Scratch(Files.createTempDirectory(parent, "scratch-"));
	}

	@Override
	public void close() throws IOException {
		FileSystemUtils.deleteRecursively(this.path);
	}

}
