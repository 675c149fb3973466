package io.hapool.aop;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.Outcome;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What {@code includes} and {@code excludes} exempt.
 */
public class ExceptionFilterTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class))
		.withPropertyValues("ha.pools.billing.endpoints=http://one,http://two", "ha.pools.billing.selection=sticky")
		.withBean(Service.class);

	@AfterEach
	void nobodyElseIsInterrupted() {
		Thread.interrupted();
	}

	@Test
	void whatIsExcludedIsRethrownAtOnceAndNothingIsBooked() {
		assertAttempts(Service::excluding, new IOException(), 1, 0);
		assertAttempts(Service::excluding, new FileNotFoundException(), 1, 0);
		assertAttempts(Service::excluding, new IllegalStateException(new IOException()), 1, 0);
		assertAttempts(Service::excluding, new IllegalStateException(), 2, 2);
	}

	@Test
	void whatIsNotIncludedIsRethrownAtOnceAndNothingIsBooked() {
		assertAttempts(Service::including, new IllegalStateException(), 1, 0);
		assertAttempts(Service::including, new IOException(), 2, 2);
		assertAttempts(Service::including, new EOFException(), 2, 2);
		assertAttempts(Service::including, new IllegalStateException(new IOException()), 2, 2);
	}

	@Test
	void excludesComeBeforeIncludes() {
		assertAttempts(Service::both, new IOException(), 2, 2);
		assertAttempts(Service::both, new FileNotFoundException(), 1, 0);
		assertAttempts(Service::both, new IOException(new FileNotFoundException()), 1, 0);
		assertAttempts(Service::both, new IllegalStateException(), 1, 0);
	}

	@Test
	void errorIsNotTouched() {
		assertAttempts(Service::excluding, new AssertionError(new IOException()), 1, 0);
		assertThat(filter(List.of(), List.of(Throwable.class)).classify(new AssertionError())).isNull();
	}

	@Test
	void whoHasGoneHasGone() {
		ExceptionFilter everything = filter(List.of(), List.of(Exception.class));
		ExceptionFilter nothing = filter(List.of(IOException.class), List.of());

		for (ExceptionFilter filter : List.of(everything, nothing)) {
			assertThat(filter.classify(new InterruptedException())).isNull();
			assertThat(filter.classify(new IllegalStateException(new InterruptedException()))).isNull();
			assertThat(filter.classify(new CancellationException())).isNull();
			assertThat(filter.classify(new IllegalStateException())).isEqualTo(Outcome.EXEMPT);
		}
	}

	@Test
	void circleOfCausesEnds() {
		IllegalStateException one = new IllegalStateException();
		one.initCause(new IllegalStateException(one));

		assertThat(filter(List.of(), List.of(IOException.class)).classify(one)).isNull();
	}

	private void assertAttempts(Call method, Throwable failure, int attempts, int failures) {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);

			assertThatThrownBy(() -> method.call(service, failure)).isSameAs(failure);
			EndpointPool<?> pool = context.getBean(EndpointPools.class).get("billing");
			assertThat(pool.calls().attempts()).isEqualTo(attempts);
			assertThat(pool.endpoints()).extracting(EndpointSnapshot::counts)
				.allSatisfy((counts) -> assertThat(counts.successes()).isZero());
			assertThat(pool.endpoints().stream().mapToLong((endpoint) -> endpoint.counts().failures()).sum())
				.isEqualTo(failures);
		});
	}

	private static ExceptionFilter filter(List<Class<? extends Throwable>> includes,
			List<Class<? extends Throwable>> excludes) {
		return new ExceptionFilter(includes, excludes);
	}

	private interface Call {

		void call(Service service, Throwable failure) throws Throwable;

	}

	static class Service {

		@HighlyAvailable(pool = "billing", excludes = IOException.class)
		public void excluding(Throwable failure) throws Throwable {
			throw failure;
		}

		@HighlyAvailable(pool = "billing", includes = IOException.class)
		public void including(Throwable failure) throws Throwable {
			throw failure;
		}

		@HighlyAvailable(pool = "billing", includes = IOException.class, excludes = FileNotFoundException.class)
		public void both(Throwable failure) throws Throwable {
			throw failure;
		}

	}

}
