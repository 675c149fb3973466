package io.hapool;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.hapool.annotation.HaTemplate;
import io.hapool.call.EndpointPools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

class AutoConfigurationTests {

	private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ProductionCode())
		.importPackages("io.hapool");

	@Test
	void everyAutoConfigurationIsListed() {
		Set<String> annotated = new TreeSet<>();
		for (JavaClass type : CLASSES) {
			if (type.isAnnotatedWith(AutoConfiguration.class)) {
				annotated.add(type.getName());
			}
		}

		assertThat(annotated).isNotEmpty().containsExactlyElementsOf(new TreeSet<>(listed()));
	}

	@Test
	void autoConfigurationsAreFinalWithoutPublicMethods() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.bePublic()
			.andShould()
			.resideInAPackage("..autoconfigure")
			.check(CLASSES);
		ArchRuleDefinition.methods()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(CLASSES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.health", "org.springframework.web", "org.springframework.http",
			"org.springframework.boot.http", "io.micrometer", "org.springframework.boot.micrometer",
			"org.springframework.boot.actuate", "jakarta.validation", "org.aspectj", "com.tngtech.archunit",
			"io.github.resilience4j,org.springframework.security,org.springframework.transaction",
			"org.springframework.web,org.springframework.http,org.springframework.boot.http,io.micrometer,org.springframework.boot.micrometer,"
					+ "org.springframework.boot.actuate,org.springframework.boot.health,jakarta.validation,"
					+ "org.aspectj,com.fasterxml.jackson,tools.jackson" })
	void contextStartsWithoutOptionalLibraries(String packages) {
		contextRunner().withClassLoader(new FilteredClassLoader(packages.split(",")))
			.withPropertyValues("ha.pools.billing.endpoints=http://one,http://two")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				String host = context.getBean(HaTemplate.class).execute("billing", (endpoint) -> endpoint.getHost());
				assertThat(host).isIn("one", "two");
			});
	}

	@Test
	void withoutPoolsThereIsNothingToWatch() {
		contextRunner().run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(EndpointPools.class).all()).isEmpty();
			assertThat(context).doesNotHaveBean("haPoolsHealthContributor");
			assertThat(context).doesNotHaveBean("haPoolMetrics");
			assertThat(context).doesNotHaveBean("haCredentialsSanitizingFunction");
		});
	}

	private static ApplicationContextRunner contextRunner() {
		Class<?>[] all = listed().stream()
			.map((name) -> ClassUtils.resolveClassName(name, null))
			.toArray(Class<?>[]::new);
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(all));
	}

	private static List<String> listed() {
		return ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.hapool."))
			.toList();
	}

}
