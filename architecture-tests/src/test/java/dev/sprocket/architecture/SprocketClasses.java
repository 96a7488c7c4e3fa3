// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.architecture;

import java.nio.file.Path;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The classes under the rules, read once.
 */
final class SprocketClasses {

	/**
	 * What is published.
	 */
	static final JavaClasses LIBRARY = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("dev.sprocket");

	/**
	 * The sample, whose executable jar hides its classes from the class path; without
	 * what is generated from its protos.
	 */
	static final JavaClasses SAMPLE = new ClassFileImporter().importPath(compiled("sample-apps/webhooks"))
		.that(DescribedPredicate.describe("are written by hand", (type) -> !type.getPackageName().endsWith(".v1")));

	/**
	 * Classes of the tests that break each rule on purpose.
	 */
	static final JavaClasses VIOLATIONS = new ClassFileImporter().withImportOption(new ImportOption.OnlyIncludeTests())
		.importPackages("dev.sprocket")
		.that(DescribedPredicate.describe("break a rule", SprocketClasses::breaksARule));

	private SprocketClasses() {
	}

	private static boolean breaksARule(JavaClass type) {
		return type.getPackageName().contains("violation");
	}

	private static Path compiled(String module) {
		String root = System.getProperty("sprocket.root");
		assertThat(root).as("run by Maven, which sets sprocket.root").isNotNull();
		Path classes = Path.of(root, module, "target/classes");
		assertThat(classes).as("compiled classes of " + module).isDirectory();
		return classes;
	}

}
