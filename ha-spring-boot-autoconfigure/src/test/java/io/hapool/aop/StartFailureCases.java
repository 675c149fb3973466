package io.hapool.aop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.hapool.pool.autoconfigure.StartFailure;
import org.junit.jupiter.api.DynamicTest;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A file of cases, with empty lines between them: the name of a nested class that stops
 * the start as a bean, then what is wrong (!), then what to write (&gt;).
 */
final class StartFailureCases {

	private StartFailureCases() {
	}

	static Stream<DynamicTest> of(String file, Class<?> beans) throws IOException {
		String cases = new ClassPathResource(file, StartFailureCases.class).getContentAsString(StandardCharsets.UTF_8);
		return Arrays.stream(cases.split("\n\n"))
			.filter((text) -> !text.startsWith("#"))
			.map((text) -> text.lines().toList())
			.map((lines) -> DynamicTest.dynamicTest(lines.get(0), () -> check(lines, beans)));
	}

	private static void check(List<String> lines, Class<?> beans) throws ClassNotFoundException {
		Class<?> bean = Class.forName(beans.getName() + "$" + lines.get(0));
		StartFailure failure = StartFailure.of(StartFailure.runner()
			.withPropertyValues("ha.pools.billing.endpoints=http://10.0.0.1:8080")
			.withBean("bean", bean));
		assertThat(List.of("! " + failure.description(), "> " + failure.action()))
			.isEqualTo(lines.subList(1, lines.size()));
		assertThat(failure.analyzer().getSimpleName()).isEqualTo("InvalidHighlyAvailableMethodFailureAnalyzer");
	}

}
