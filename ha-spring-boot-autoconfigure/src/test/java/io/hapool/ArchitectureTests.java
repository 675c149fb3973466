package io.hapool;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "io.hapool", importOptions = ProductionCode.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule runtimeDoesNotKnowAutoConfiguration = noClasses().that()
		.resideOutsideOfPackage("..autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.hapool..autoconfigure..", "org.springframework.boot.autoconfigure..");

	@ArchTest
	static final ArchRule usersImportNoAdvice = noClasses().that()
		.resideInAPackage("io.hapool.annotation..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.hapool.aop..", "org.springframework.aop..", "org.aopalliance..");

	@ArchTest
	static void optionalLibrariesAreSeenByOnePackageEach(JavaClasses classes) {
		onlyIn("io.hapool.http", "org.springframework.web..", "org.springframework.http..",
				"org.springframework.boot.http..")
			.check(classes);
		onlyIn("io.hapool.metrics", "io.micrometer.core..", "org.springframework.boot.micrometer..").check(classes);
		onlyIn("io.hapool.context", "io.micrometer.context..").check(classes);
		onlyIn("io.hapool.observation", "io.micrometer.observation..", "io.micrometer.common..").check(classes);
		onlyIn("io.hapool.reactive", "reactor..", "org.reactivestreams..").check(classes);
		onlyIn("io.hapool.actuate", "org.springframework.boot.actuate..", "org.springframework.boot.health..")
			.check(classes);
		onlyIn("io.hapool.aop", "jakarta..").check(classes);
		onlyIn("io.hapool.pool", "org.springframework.cloud.context..").check(classes);
		onlyIn("io.hapool.archunit", "com.tngtech.archunit..").check(classes);
	}

	@ArchTest
	static void partsDoNotKnowEachOther(JavaClasses classes) {
		onlyIn("io.hapool.http", "io.hapool.http..").check(classes);
		onlyIn("io.hapool.metrics", "io.hapool.metrics..").check(classes);
		onlyIn("io.hapool.actuate", "io.hapool.actuate..").check(classes);
		onlyIn("io.hapool.observation", "io.hapool.observation..").check(classes);
		onlyIn("io.hapool.aop", "io.hapool.aop..").check(classes);
		onlyIn("io.hapool.archunit", "io.hapool.archunit..").check(classes);
	}

	private static ArchRule onlyIn(String owner, String... libraries) {
		return noClasses().that()
			.resideOutsideOfPackage(owner + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(libraries);
	}

}
