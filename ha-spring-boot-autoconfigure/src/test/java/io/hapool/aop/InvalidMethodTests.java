package io.hapool.aop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.hapool.pool.autoconfigure.StartFailure;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Methods that cannot be made highly available stop the start, with a text that says what
 * to write.
 */
class InvalidMethodTests {

	@TestFactory
	Stream<DynamicTest> saysWhatToWrite() throws IOException {
		String cases = new ClassPathResource("invalid-methods.txt", InvalidMethodTests.class)
			.getContentAsString(StandardCharsets.UTF_8);
		return Arrays.stream(cases.split("\n\n"))
			.filter((text) -> !text.startsWith("#"))
			.map((text) -> text.lines().toList())
			.map((lines) -> DynamicTest.dynamicTest(lines.get(0), () -> check(lines)));
	}

	private static void check(List<String> lines) throws ClassNotFoundException {
		Class<?> bean = Class.forName(InvalidMethods.class.getName() + "$" + lines.get(0));
		StartFailure failure = StartFailure.of(StartFailure.runner()
			.withPropertyValues("ha.pools.billing.endpoints=http://10.0.0.1:8080")
			.withBean("bean", bean));
		assertThat(List.of("! " + failure.description(), "> " + failure.action()))
			.isEqualTo(lines.subList(1, lines.size()));
		assertThat(failure.analyzer().getSimpleName()).isEqualTo("InvalidHighlyAvailableMethodFailureAnalyzer");
	}

	@Test
	void saysHowToDefineAPoolWhereThereIsNone() {
		StartFailure failure = StartFailure
			.of(StartFailure.runner().withBean("bean", InvalidMethods.UnknownPool.class));
		assertThat(failure.description()).isEqualTo("@HighlyAvailable cannot work on "
				+ "io.hapool.aop.InvalidMethods$UnknownPool.find(): there is no pool \"biling\"");
		assertThat(failure.action())
			.isEqualTo("Define it: ha.pools.biling.endpoints=http://10.0.0.1:8080,http://10.0.0.2:8080.");
	}

}
