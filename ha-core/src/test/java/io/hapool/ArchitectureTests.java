package io.hapool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.tools.ToolProvider;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each rule is proven to fail on bad code, which lies in {@code io.hapool.archbad}.
 */
@AnalyzeClasses(packages = "io.hapool", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	/** Each may import those before it. */
	private static final List<String> LAYERS = List.of("time", "event", "health", "pool", "call");

	private static final Set<Class<?>> THREADS = Set.of(Thread.class, Timer.class, ThreadPoolExecutor.class,
			ForkJoinPool.class);

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule engineKnowsNoSpring = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "jakarta..");

	@ArchTest
	static final ArchRule timeComesFromOnePlace = timeOnlyIn("io.hapool.time");

	@ArchTest
	static void packagesImportOnlyThoseBefore(JavaClasses classes) {
		LAYERS.subList(0, LAYERS.size() - 1).forEach((layer) -> direction("io.hapool.", layer).check(classes));
	}

	@ParameterizedTest
	@ValueSource(strings = { "NanoTime", "CurrentTimeMillis", "ThreadSleep", "InstantNow", "TimeUnitSleep", "NewThread",
			"NewTimer", "NewExecutor", "ThreadSubclass", "SystemClock", "AsyncFuture" })
	void secondSourceOfTimeIsSeen(String bad) {
		assertFails(timeOnlyIn("io.hapool.time"), "io.hapool.archbad.clock", bad);
	}

	@ParameterizedTest
	@CsvSource({ "time, event", "event, health", "health, pool", "pool, call", "time, call", "event, pool" })
	void importOfALaterPackageIsSeen(String layer, String later) {
		String name = Character.toUpperCase(later.charAt(0)) + later.substring(1);

		assertFails(direction("io.hapool.archbad.direction.", layer), "io.hapool.archbad.direction." + layer,
				"Imports" + name);
	}

	@Test
	void cycleIsSeen() {
		assertFails(packagesHaveNoCycles, "io.hapool.archbad.cycle", "");
	}

	/** Compiled here, for neither library is on the class path of the engine. */
	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.core", "jakarta.inject" })
	void springAndJakartaAreSeen(String library, @TempDir Path folder) throws IOException {
		Path used = write(folder, library, "public interface Used {}");
		Path bad = write(folder, "io.hapool.bad", "interface Bad extends " + library + ".Used {}");
		assertThat(ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-d", folder.toString(), used.toString(), bad.toString())).isZero();

		JavaClasses classes = new ClassFileImporter().importPath(folder.resolve("io"));

		assertThat(classes).hasSize(1);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> engineKnowsNoSpring.check(classes))
			.withMessageContaining("Architecture Violation");
	}

	private static Path write(Path folder, String packageName, String type) throws IOException {
		String simpleName = type.replaceAll(".*interface (\\w+).*", "$1");
		Path file = Files.createDirectories(folder.resolve("src").resolve(packageName)).resolve(simpleName + ".java");
		return Files.writeString(file, "package " + packageName + "; " + type);
	}

	private static ArchRule direction(String root, String layer) {
		String[] later = LAYERS.stream()
			.skip(LAYERS.indexOf(layer) + 1L)
			.map((name) -> root + name + "..")
			.toArray(String[]::new);
		return noClasses().that()
			.resideInAPackage(root + layer + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(later)
			.allowEmptyShould(true);
	}

	private static ArchRule timeOnlyIn(String seam) {
		return noClasses().that()
			.resideOutsideOfPackage(seam + "..")
			.should()
			.accessTargetWhere(DescribedPredicate.describe("reads a clock, sleeps or starts a thread",
					(access) -> access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget
							&& isTimeOrThread(access.getTargetOwner(), access.getTarget().getName())));
	}

	private static boolean isTimeOrThread(JavaClass owner, String name) {
		return readsAClock(owner, name) || sleeps(owner, name) || startsAThread(owner, name);
	}

	private static boolean readsAClock(JavaClass owner, String name) {
		boolean ofSystem = owner.isEquivalentTo(System.class) && Set.of("nanoTime", "currentTimeMillis").contains(name);
		boolean now = owner.getPackageName().equals("java.time") && name.equals("now");
		return ofSystem || now || owner.isEquivalentTo(Clock.class);
	}

	private static boolean sleeps(JavaClass owner, String name) {
		return name.equals("sleep") && (owner.isEquivalentTo(Thread.class) || owner.isEquivalentTo(TimeUnit.class));
	}

	private static boolean startsAThread(JavaClass owner, String name) {
		boolean constructs = name.equals("<init>") && THREADS.stream().anyMatch(owner::isAssignableTo);
		boolean schedules = owner.isEquivalentTo(CompletableFuture.class) && (name.endsWith("Async")
				|| Set.of("orTimeout", "completeOnTimeout", "delayedExecutor").contains(name));
		return constructs || schedules || owner.isEquivalentTo(Executors.class);
	}

	private static void assertFails(ArchRule rule, String badPackage, String badClass) {
		JavaClasses bad = new ClassFileImporter().importPackages(badPackage)
			.that(DescribedPredicate.describe("bad", (type) -> type.getSimpleName().contains(badClass)));
		assertThat(bad).isNotEmpty();

		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> rule.check(bad))
			.withMessageContaining("Architecture Violation");
	}

}
