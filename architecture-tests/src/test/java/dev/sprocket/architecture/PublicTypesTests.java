// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.architecture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every public type is a promise, so each stands in a list that a person changes.
 */
class PublicTypesTests {

	private static final int MOST_IN_A_PACKAGE = 35;

	@Test
	void whenTypeIsPublicThenItIsListed() throws IOException {
		List<String> found = publicTypes().map(JavaClass::getName).sorted().toList();
		Path target = Files.createDirectories(Path.of("target"));
		Files.write(target.resolve("public-types.txt"), found, StandardCharsets.UTF_8);
		assertThat(found)
			.as("public types. One too many: make it package-private, or, if users need it, add it knowingly to "
					+ "src/test/resources/public-types.txt. One missing: removing it breaks users; then remove its "
					+ "line. What was found is in target/public-types.txt")
			.containsExactlyElementsOf(listed());
	}

	@Test
	void whenPackageIsPublicThenItIsSmall() {
		Map<String, Long> sizes = publicTypes()
			.collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
		assertThat(sizes).as("public types in a package: a user cannot oversee more, split it by purpose")
			.isNotEmpty()
			.allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(MOST_IN_A_PACKAGE));
	}

	private static Stream<JavaClass> publicTypes() {
		return SprocketClasses.LIBRARY.stream()
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))
			.filter(JavaClass::isTopLevelClass)
			.filter((type) -> !type.isAnnotatedWith(AutoConfiguration.class))
			.filter((type) -> !type.getPackageName().contains(".autoconfigure"));
	}

	private static List<String> listed() throws IOException {
		Path list = Path.of("src/test/resources/public-types.txt");
		return Files.readAllLines(list, StandardCharsets.UTF_8);
	}

}
