package io.hapool.pool.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Pools that cannot be stop the start, with a text that says what to write.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidPoolTests {

	@TestFactory
	Stream<DynamicTest> saysWhatToWrite() throws IOException {
		String cases = new ClassPathResource("invalid-pools.txt", InvalidPoolTests.class)
			.getContentAsString(StandardCharsets.UTF_8);
		return Arrays.stream(cases.split("\n\n"))
			.filter((text) -> !text.startsWith("#"))
			.map((text) -> DynamicTest.dynamicTest(text.split("\n!")[0], () -> check(text.lines().toList())));
	}

	private static void check(List<String> lines) {
		List<String> properties = new ArrayList<>(lines);
		properties.removeIf((line) -> !line.startsWith("ha."));
		StartFailure failure = StartFailure
			.of(StartFailure.runner().withPropertyValues(properties.toArray(String[]::new)));
		assertThat(List.of("! " + failure.description(), "> " + failure.action(),
				"by " + failure.analyzer().getSimpleName()))
			.isEqualTo(lines.subList(properties.size(), lines.size()));
		assertThat(failure.description() + failure.action()).doesNotContainPattern("sec.?ret");
		assertThat(failure.stackTrace().lines().filter((line) -> line.contains("io.hapool")))
			.noneMatch((line) -> line.matches(".*sec.?ret.*"));
	}

	@Test
	void isReportedAsBootReportsFailures(@TempDir Path directory, CapturedOutput output) throws IOException {
		Path file = Files.writeString(directory.resolve("application.yml"), """
				ha:
				  pools:
				    billing:
				      endpoints: http//user:secret@x
				""");
		assertThatThrownBy(() -> start("--spring.config.location=" + file.toUri()));
		assertThat(output).contains("""
				Description:

				ha.pools.billing.endpoints[0]: "http//******@x" is not a URI with scheme and host

				Action:

				Write a URI with scheme and host, such as http://10.0.0.1:8080. Percent-encode special characters of a \
				password, such as @ as %40.
				""").doesNotContain("secret");
	}

	@Test
	void saysInWhichLineOfTheFile(@TempDir Path directory, CapturedOutput output) throws IOException {
		Path file = Files.writeString(directory.resolve("application.yml"), """
				ha:
				  defaults:
				    retry:
				      budget: abc%
				""");
		assertThatThrownBy(() -> start("--spring.config.location=" + file.toUri()));
		assertThat(output).containsPattern("""
				Description:

				ha\\.defaults\\.retry\\.budget: "abc%" is not a percentage such as 20%, or 0\\.2 \
				\\(.*application\\.yml.* - 4:15\\)

				Action:

				Write a percentage such as 20%, or 0\\.2 for ha\\.defaults\\.retry\\.budget\\.
				""");
	}

	private static void start(String... arguments) {
		SpringApplication application = new SpringApplication(Pools.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(arguments).close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(PoolsAutoConfiguration.class)
	static class Pools {

	}

}
