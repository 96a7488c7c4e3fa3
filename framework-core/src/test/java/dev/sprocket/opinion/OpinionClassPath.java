// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * A class path that holds exactly the given opinion files.
 */
final class OpinionClassPath extends ClassLoader {

	private final List<URL> files;

	private OpinionClassPath(List<URL> files) {
		super(OpinionClassPath.class.getClassLoader());
		this.files = files;
	}

	static OpinionClassPath of(Path folder, String... contents) {
		return new OpinionClassPath(Stream.of(contents).map((content) -> write(folder, content)).toList());
	}

	private static URL write(Path folder, String content) {
		try {
			Path file = Files.createTempFile(folder, "opinions", ".yaml");
			return Files.writeString(file, content).toUri().toURL();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public Enumeration<URL> getResources(String name) throws IOException {
		return name.equals(OpinionFileReader.LOCATION) ? Collections.enumeration(this.files) : super.getResources(name);
	}

	SpringApplication application(Class<?>... sources) {
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(this), sources);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setRegisterShutdownHook(false);
		application.setBannerMode(Banner.Mode.OFF);
		return application;
	}

}
