// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.archetype;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Maven as a user has it, outside the reactor: in a process of its own, with the settings
 * of the running build and a local repository of these tests.
 */
final class Maven {

	private static final Path WORK = Path.of("target").toAbsolutePath();

	/** Where services are generated. */
	static final Path FOLDER = WORK.resolve("services");

	private static final Maven instance = create();

	private final Path repository;

	private Maven(Path repository) {
		this.repository = repository;
	}

	static Maven get() {
		return instance;
	}

	private static Maven create() {
		try {
			// Maven looks for this folder upwards, and would find the options of the
			// reactor.
			Files.createDirectories(FOLDER.resolve(".mvn"));
			return new Maven(LocalRepository
				.fill(WORK.resolve("repository"), Path.of(property("repository")),
						Path.of(System.getProperty("sprocket.root")))
				.path());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Run run(Path folder, List<String> arguments) {
		List<String> command = new ArrayList<>(
				List.of(property("home") + "/bin/mvn", "-B", "-ntp", "-Dmaven.repo.local=" + this.repository));
		String settings = property("settings").substring("-s=".length());
		if (Files.isRegularFile(Path.of(settings))) {
			command.addAll(List.of("-s", settings));
		}
		if (property("offline").equals("-o=true")) {
			command.add("-o");
		}
		command.addAll(arguments);
		return Run.of(new ProcessBuilder(command).directory(folder.toFile()));
	}

	private static String property(String name) {
		return System.getProperty("sprocket.maven." + name);
	}

}
