package io.hapool.benchmarks;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A method of a bean in a Boot application, by the annotation on it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AnnotationBenchmark {

	/**
	 * Ours, over eight endpoints.
	 * @param application where the bean is
	 * @return what the method returned
	 */
	@Benchmark
	public Object highlyAvailable(OursApplication application) {
		return application.bean.call(application.id, null);
	}

	/**
	 * Resilience4j's circuit breaker and retry.
	 * @param application where the bean is
	 * @return what the method returned
	 */
	@Benchmark
	public Object resilience4j(Resilience4jApplication application) {
		return application.bean.call(application.id);
	}

	/**
	 * Spring Framework's retry.
	 * @param application where the bean is
	 * @return what the method returned
	 */
	@Benchmark
	public Object retryable(SpringApplication application) {
		return application.bean.call(application.id);
	}

	/**
	 * The application of ours.
	 */
	@State(Scope.Benchmark)
	public static class OursApplication extends AnnotatedApplication {

		final AnnotatedBeans.Ours bean = advised(context, AnnotatedBeans.Ours.class);

		/**
		 * Starts it.
		 */
		public OursApplication() {
			super(Reactor.ABSENT, AnnotatedBeans.Ours.class);
		}

	}

	/**
	 * The application of Resilience4j.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4jApplication extends AnnotatedApplication {

		final AnnotatedBeans.Resilience4j bean = advised(context, AnnotatedBeans.Resilience4j.class);

		/**
		 * Starts it.
		 */
		public Resilience4jApplication() {
			super(Reactor.ABSENT, AnnotatedBeans.Resilience4j.class);
		}

	}

	/**
	 * The application of Spring's retry.
	 */
	@State(Scope.Benchmark)
	public static class SpringApplication extends AnnotatedApplication {

		final AnnotatedBeans.Spring bean = advised(context, AnnotatedBeans.Spring.class);

		/**
		 * Starts it.
		 */
		public SpringApplication() {
			super(Reactor.ABSENT, Resilient.class, AnnotatedBeans.Spring.class);
		}

	}

}
