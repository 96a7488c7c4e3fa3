// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.architecture;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * What may depend on what.
 */
final class StructureRules {

	static final ArchRule NO_CIRCLE_AMONG_PACKAGES = SlicesRuleDefinition.slices()
		.matching("dev.sprocket.(**)")
		.should()
		.beFreeOfCycles()
		.because("packages in a circle can only be understood and deleted together: move the shared type down, "
				+ "or let the lower package own an interface that the upper one implements");

	static final ArchRule NOTHING_DEPENDS_ON_AUTO_CONFIGURATION = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage("..autoconfigure..")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.sprocket..autoconfigure.."))
		.because("dependencies run autoconfigure -> root -> spi: pass the value as a constructor argument, "
				+ "or move the type to the root package");

	static final ArchRule SPI_DEPENDS_ON_NOTHING_ABOVE = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("dev.sprocket..spi..")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.sprocket..")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage("dev.sprocket..spi..",
					"dev.sprocket.lifecycle..", "dev.sprocket.error.."))))
		.because("a backend compiles against spi alone: move the type into spi, or keep the call in the engine");

	static final ArchRule BACKEND_SEES_ONLY_SPI = ArchRuleDefinition.classes()
		.that()
		.resideInAPackage("dev.sprocket.pubsub..")
		.should(seeNoMoreOfPubSubThanSpi())
		.because("a backend moves bytes; retry, timing, tracing and typing belong to the engine: "
				+ "use dev.sprocket.pubsub.spi, its content where CloudEvents are what is sent, "
				+ "or wire it up in the autoconfigure package of the backend");

	static final ArchRule CORE_KNOWS_NO_TRANSPORT = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage("dev.sprocket.context..", "dev.sprocket.error..", "dev.sprocket.identity..",
				"dev.sprocket.lifecycle..", "dev.sprocket.opinion..", "dev.sprocket.autoconfigure..")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("org.springframework.web..",
				"org.springframework.http..", "org.springframework.boot.web.server..", "jakarta.servlet..",
				"org.apache.catalina..", "io.grpc..", "org.apache.kafka..", "java.sql..", "javax.sql..",
				"org.springframework.jdbc..", "org.springframework.messaging.."))
		.because("every starter is bolted to framework-core: move it to the starter whose transport it is");

	private static final Set<String> NO_BACKEND = Set.of("spi", "batch", "autoconfigure", "test");

	private static final Pattern BACKEND = Pattern.compile("dev\\.sprocket\\.pubsub\\.(\\w+).*");

	private StructureRules() {
	}

	private static ArchCondition<JavaClass> seeNoMoreOfPubSubThanSpi() {
		return new ArchCondition<>("see only spi of pub/sub if they are a backend") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				String backend = backend(type.getPackageName());
				if (backend == null || type.getPackageName().contains(".autoconfigure")) {
					return;
				}
				for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
					String target = dependency.getTargetClass().getPackageName();
					if (isHidden(target, backend)) {
						events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
					}
				}
			}

		};
	}

	private static boolean isHidden(String target, String backend) {
		return target.startsWith("dev.sprocket.pubsub") && !target.startsWith("dev.sprocket.pubsub.spi")
				&& !target.equals("dev.sprocket.pubsub.content") && !backend.equals(backend(target));
	}

	private static String backend(String packageName) {
		Matcher matcher = BACKEND.matcher(packageName);
		return (matcher.matches() && !NO_BACKEND.contains(matcher.group(1))) ? matcher.group(1) : null;
	}

}
