package io.hapool.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Resilience4j with its defaults: a count window of 100. It knows no endpoints, so there
 * is one breaker and nothing to choose.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Resilience4jBenchmark {

	private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("benchmark");

	private final Supplier<String> work = this::target;

	private final Supplier<String> retried = Retry.decorateSupplier(Retry.ofDefaults("benchmark"),
			CircuitBreaker.decorateSupplier(breaker, work));

	private String target = "target";

	private String target() {
		return target;
	}

	/**
	 * A call through the breaker.
	 * @return what the call returned
	 */
	@Benchmark
	public String breaker() {
		return breaker.executeSupplier(work);
	}

	/**
	 * A call through the retry around the breaker.
	 * @return what the call returned
	 */
	@Benchmark
	public String retryAndBreaker() {
		return retried.get();
	}

}
