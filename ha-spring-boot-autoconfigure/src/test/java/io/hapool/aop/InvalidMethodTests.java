package io.hapool.aop;

import java.io.IOException;
import java.util.stream.Stream;

import io.hapool.pool.autoconfigure.StartFailure;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Methods that cannot be made highly available stop the start, with a text that says what
 * to write.
 */
class InvalidMethodTests {

	@TestFactory
	Stream<DynamicTest> saysWhatToWrite() throws IOException {
		return StartFailureCases.of("invalid-methods.txt", InvalidMethods.class);
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
