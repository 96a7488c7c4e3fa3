// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.architecture;

import java.util.concurrent.TimeUnit;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What may stand in the code.
 */
final class CodeRules {

	static final ArchRule AUTO_CONFIGURATIONS_ARE_CLOSED = ArchRuleDefinition.classes()
		.that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)
		.andShould(haveNoPublicMember())
		.allowEmptyShould(true)
		.because("what is public is promised: make the class public final and its bean methods package-private");

	static final ArchRule AUTOCONFIGURE_PUBLISHES_NO_MORE = ArchRuleDefinition.classes()
		.that()
		.resideInAPackage("dev.sprocket..autoconfigure..")
		.and()
		.arePublic()
		.and()
		.areTopLevelClasses()
		.and()
		.areNotAnnotations()
		.and()
		.areNotAssignableTo("org.apache.coyote.ProtocolHandler")
		.should()
		.beAnnotatedWith(AutoConfiguration.class)
		.orShould()
		.beAnnotatedWith(ConfigurationProperties.class)
		.allowEmptyShould(true)
		.because("users order auto-configurations and read properties, nothing else of this package (Tomcat makes its "
				+ "protocol handlers by name): "
				+ "make the class package-private, or move what users need to the root package");

	static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = ArchRuleDefinition.classes()
		.should(new ArchCondition<>("be in a package annotated @NullMarked") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
					events.add(SimpleConditionEvent.violated(type, type.getPackageName()
							+ " has no package-info.java with @NullMarked, found by " + type.getSimpleName()));
				}
			}

		})
		.because("a package begins with one sentence for its user: add package-info.java with @NullMarked");

	static final ArchRule NAMES_SAY_WHAT_IT_IS = ArchRuleDefinition.noClasses()
		.should()
		.haveNameMatching(".*[.$](\\w+(Util|Utils|Helper|Helpers|Manager|Impl)|(Base|Common)[A-Z]\\w*)")
		.orShould()
		.resideInAnyPackage("..util..", "..utils..", "..helper..", "..manager..", "..impl..", "..base..", "..common..")
		.because("such a name says nothing: name it by what it does, in the words of its users");

	static final ArchRule ONLY_THE_LIFECYCLE_ENDS_THE_PROCESS = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage("dev.sprocket.lifecycle..")
		.should()
		.callMethod(System.class, "exit", int.class)
		.orShould()
		.callMethod(Runtime.class, "exit", int.class)
		.orShould()
		.callMethod(Runtime.class, "halt", int.class)
		.because("tests, WARs and several contexts share a process: throw, or close the application context");

	static final ArchRule NOBODY_SLEEPS = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage("dev.sprocket.lifecycle..")
		.should()
		.callMethod(Thread.class, "sleep", long.class)
		.orShould()
		.callMethod(TimeUnit.class, "sleep", long.class)
		.because(
				"a sleep cannot be woken, and tests must sit it out (the propagation delay of a stop is one by design): "
						+ "wait on a condition or a queue with a time-out, "
						+ "or schedule on the clock that was given");

	static final ArchRule INTERFACES_CALL_NO_TRANSACTIONS = ArchRuleDefinition.noClasses()
		.that()
		.areInterfaces()
		.should()
		.accessClassesThat()
		.resideInAPackage("org.springframework.transaction..")
		.because("spring-tx may be absent, and the JVM checks all of an interface when it first meets it: "
				+ "call it in a class of its own");

	static final ArchRule NO_FIELD_INJECTION = ArchRuleDefinition.noFields()
		.should()
		.beAnnotatedWith(injection())
		.because("a field that appears by itself cannot be final or tested: take it in the constructor");

	static final ArchRule NO_COMPONENT_SCANNING = ArchRuleDefinition.noClasses()
		.should()
		.beAnnotatedWith("org.springframework.stereotype.Component")
		.orShould()
		.beAnnotatedWith("org.springframework.stereotype.Service")
		.orShould()
		.beAnnotatedWith("org.springframework.stereotype.Repository")
		.orShould()
		.beMetaAnnotatedWith("org.springframework.context.annotation.ComponentScan")
		.because("a library is assembled by auto-configuration: declare a @Bean method there");

	private CodeRules() {
	}

	private static ArchCondition<JavaClass> haveNoPublicMember() {
		return new ArchCondition<>("have no public member but the constructor") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				type.getMembers()
					.stream()
					.filter((member) -> member.getModifiers().contains(JavaModifier.PUBLIC))
					.filter((member) -> !member.getName().equals("<init>"))
					.map(JavaMember::getDescription)
					.forEach((member) -> events.add(SimpleConditionEvent.violated(type, member + " is public")));
			}

		};
	}

	private static DescribedPredicate<JavaAnnotation<?>> injection() {
		return DescribedPredicate.describe("an injection annotation",
				(annotation) -> annotation.getRawType()
					.getName()
					.matches("org\\.springframework\\.beans\\.factory\\.annotation\\.(Autowired|Value)"
							+ "|jakarta\\.(inject\\.Inject|annotation\\.Resource)"));
	}

}
