// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.archetype;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * A local Maven repository of these tests: what the running build has in its own one,
 * without any Sprocket, and the modules of this build as an installation would leave
 * them. Nothing is written to the repository of the build.
 */
final class LocalRepository {

	private static final Path GROUP = Path.of("dev", "sprocket");

	/** These Maven writes anew; what is linked would change on both sides. */
	private static final List<String> IMMUTABLE = List.of(".jar", ".pom", ".exe");

	private static final List<String> UNFINISHED = List.of(".part", ".tmp", ".lock", ".lastUpdated");

	private final Path path;

	private LocalRepository(Path path) {
		this.path = path;
	}

	/**
	 * Fill a repository; what an earlier run resolved into it is kept.
	 * @param path its folder
	 * @param source the repository of the running build
	 * @param root the folder of the reactor
	 * @return the repository
	 */
	static LocalRepository fill(Path path, Path source, Path root) throws IOException {
		LocalRepository repository = new LocalRepository(Files.createDirectories(path));
		repository.takeOver(source);
		for (Path pom : poms(root)) {
			repository.install(Module.of(pom));
		}
		return repository;
	}

	Path path() {
		return this.path;
	}

	private static List<Path> poms(Path folder) throws IOException {
		List<Path> poms = new ArrayList<>(List.of(folder.resolve("pom.xml")));
		try (DirectoryStream<Path> modules = Files.newDirectoryStream(folder,
				(path) -> Files.exists(path.resolve("pom.xml")))) {
			for (Path module : modules) {
				poms.addAll(poms(module));
			}
		}
		return poms;
	}

	private void install(Module module) throws IOException {
		Path folder = Files
			.createDirectories(this.path.resolve(GROUP).resolve(module.artifactId()).resolve(module.version()));
		copy(module.pom(), folder.resolve(module.fileName(".pom")));
		Path jar = module.pom().resolveSibling("target").resolve(module.fileName(".jar"));
		if (Files.exists(jar)) {
			copy(jar, folder.resolve(module.fileName(".jar")));
		}
	}

	private static void copy(Path from, Path to) throws IOException {
		Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
	}

	private void takeOver(Path source) throws IOException {
		Files.walkFileTree(source, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
				Path relative = source.relativize(folder);
				if (relative.equals(GROUP)) {
					return FileVisitResult.SKIP_SUBTREE;
				}
				Files.createDirectories(LocalRepository.this.path.resolve(relative));
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				if (!endsWith(file, UNFINISHED)) {
					takeOver(file, LocalRepository.this.path.resolve(source.relativize(file)));
				}
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFileFailed(Path file, IOException ex) throws IOException {
				// The other threads of the build move files into place meanwhile.
				if (ex instanceof NoSuchFileException) {
					return FileVisitResult.CONTINUE;
				}
				throw ex;
			}

		});
	}

	private static void takeOver(Path from, Path to) throws IOException {
		if (Files.exists(to)) {
			return;
		}
		try {
			if (endsWith(from, IMMUTABLE) && Files.getFileStore(from).equals(Files.getFileStore(to.getParent()))) {
				Files.createLink(to, from);
			}
			else {
				Files.copy(from, to);
			}
		}
		catch (NoSuchFileException ex) {
			// Moved into place meanwhile, by another thread of the build.
			return;
		}
	}

	private static boolean endsWith(Path file, List<String> suffixes) {
		return suffixes.stream().anyMatch(file.toString()::endsWith);
	}

}
