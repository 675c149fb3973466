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
		noClasses().that()
			.resideOutsideOfPackages("io.hapool.reactive..", "io.hapool.redis.reactive..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("reactor..", "org.reactivestreams..")
			.check(classes);
		onlyIn("io.hapool.redis", "org.springframework.data..").check(classes);
		onlyIn("io.hapool.actuate", "org.springframework.boot.actuate..", "org.springframework.boot.health..")
			.check(classes);
		onlyIn("io.hapool.aop", "jakarta..").check(classes);
		onlyIn("io.hapool.pool", "org.springframework.cloud.context..").check(classes);
		onlyIn("io.hapool.archunit", "com.tngtech.archunit..").check(classes);
		onlyIn("io.hapool.redis", "org.springframework.data..", "org.springframework.dao..",
				"org.springframework.boot.data..", "io.lettuce..", "redis.clients..", "org.apache.commons.pool2..")
			.check(classes);
	}

	@ArchTest
	static void partsDoNotKnowEachOther(JavaClasses classes) {
		onlyIn("io.hapool.http", "io.hapool.http..").check(classes);
		onlyIn("io.hapool.metrics", "io.hapool.metrics..").check(classes);
		onlyIn("io.hapool.actuate", "io.hapool.actuate..").check(classes);
		onlyIn("io.hapool.observation", "io.hapool.observation..").check(classes);
		onlyIn("io.hapool.aop", "io.hapool.aop..").check(classes);
		onlyIn("io.hapool.archunit", "io.hapool.archunit..").check(classes);
		noClasses().that()
			.resideOutsideOfPackages("io.hapool.redis..", "io.hapool.actuate..", "io.hapool.metrics..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.hapool.redis..")
			.check(classes);
		// operators look at the databases by their door
		onlyIn("io.hapool.redis", "io.hapool.redis.*..").check(classes);
	}

	@ArchTest
	static void driversOfRedisDoNotKnowEachOther(JavaClasses classes) {
		onlyByDriver("io.hapool.redis.lettuce", "Lettuce", "io.lettuce..",
				"org.springframework.data.redis.connection.lettuce..")
			.check(classes);
		onlyByDriver("io.hapool.redis.jedis", "Jedis", "redis.clients..",
				"org.springframework.data.redis.connection.jedis..")
			.check(classes);
	}

	/**
	 * Each application has one of the drivers: the classes of the other must not load.
	 */
	private static ArchRule onlyByDriver(String owner, String prefix, String... libraries) {
		return noClasses().that()
			.resideOutsideOfPackage(owner + "..")
			.and()
			.haveNameNotMatching("io\\.hapool\\.redis\\.autoconfigure\\." + prefix + ".*")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(libraries);
	}

	private static ArchRule onlyIn(String owner, String... libraries) {
		return noClasses().that()
			.resideOutsideOfPackage(owner + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(libraries);
	}

}
