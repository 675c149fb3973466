package io.hapool.benchmarks;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A method of a bean that returns a future, by the annotation on it. Calls are made a
 * flight at a time, whenever they are answered.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FutureAnnotationBenchmark {

	/**
	 * No annotation: what is the same for all.
	 * @param application where the bean is
	 * @param flight waits for the calls
	 * @param backend answers them
	 * @return the answers
	 * @throws Exception if one of them fails
	 */
	@Benchmark
	@OperationsPerInvocation(Backend.FLIGHT)
	public Object[] unannotated(PlainApplication application, Flight flight, FutureBackend backend) throws Exception {
		for (int call = 0; call < Backend.FLIGHT; call++) {
			flight.add(application.bean.call(backend));
		}
		backend.land();
		return flight.answers();
	}

	/**
	 * Ours, over eight endpoints.
	 * @param application where the bean is
	 * @param flight waits for the calls
	 * @param backend answers them
	 * @return the answers
	 * @throws Exception if one of them fails
	 */
	@Benchmark
	@OperationsPerInvocation(Backend.FLIGHT)
	public Object[] highlyAvailable(OursApplication application, Flight flight, FutureBackend backend)
			throws Exception {
		for (int call = 0; call < Backend.FLIGHT; call++) {
			flight.add(application.bean.call(backend, null));
		}
		backend.land();
		return flight.answers();
	}

	/**
	 * Resilience4j's circuit breaker and retry.
	 * @param application where the bean is
	 * @param flight waits for the calls
	 * @param backend answers them
	 * @return the answers
	 * @throws Exception if one of them fails
	 */
	@Benchmark
	@OperationsPerInvocation(Backend.FLIGHT)
	public Object[] resilience4j(Resilience4jApplication application, Flight flight, FutureBackend backend)
			throws Exception {
		for (int call = 0; call < Backend.FLIGHT; call++) {
			flight.add(application.bean.call(backend));
		}
		backend.land();
		return flight.answers();
	}

	/**
	 * Spring Framework's retry, which does not look at the future.
	 * @param application where the bean is
	 * @param flight waits for the calls
	 * @param backend answers them
	 * @return the answers
	 * @throws Exception if one of them fails
	 */
	@Benchmark
	@OperationsPerInvocation(Backend.FLIGHT)
	public Object[] retryable(SpringApplication application, Flight flight, FutureBackend backend) throws Exception {
		for (int call = 0; call < Backend.FLIGHT; call++) {
			flight.add(application.bean.call(backend));
		}
		backend.land();
		return flight.answers();
	}

	/**
	 * The application of a bean without annotation.
	 */
	@State(Scope.Benchmark)
	public static class PlainApplication extends AnnotatedApplication {

		final AnnotatedFutures.Plain bean = context.getBean(AnnotatedFutures.Plain.class);

		/**
		 * Starts it.
		 */
		public PlainApplication() {
			super(Reactor.ABSENT, AnnotatedFutures.Plain.class);
		}

	}

	/**
	 * The application of ours.
	 */
	@State(Scope.Benchmark)
	public static class OursApplication extends AnnotatedApplication {

		final AnnotatedFutures.Ours bean = advised(context, AnnotatedFutures.Ours.class);

		/**
		 * Starts it.
		 */
		public OursApplication() {
			super(Reactor.ABSENT, AnnotatedFutures.Ours.class);
		}

	}

	/**
	 * The application of Resilience4j.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4jApplication extends AnnotatedApplication {

		final AnnotatedFutures.Resilience4j bean = advised(context, AnnotatedFutures.Resilience4j.class);

		/**
		 * Starts it.
		 */
		public Resilience4jApplication() {
			super(Reactor.ABSENT, AnnotatedFutures.Resilience4j.class);
		}

	}

	/**
	 * The application of Spring's retry.
	 */
	@State(Scope.Benchmark)
	public static class SpringApplication extends AnnotatedApplication {

		final AnnotatedFutures.Spring bean = advised(context, AnnotatedFutures.Spring.class);

		/**
		 * Starts it.
		 */
		public SpringApplication() {
			super(Reactor.ABSENT, Resilient.class, AnnotatedFutures.Spring.class);
		}

	}

}
