package io.hapool.benchmarks;

import java.util.concurrent.TimeUnit;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.function.CheckedSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Failsafe with its defaults. It knows no endpoints, so there is one breaker and nothing
 * to choose. The executor is made once, as its documentation recommends.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FailsafeBenchmark {

	private final FailsafeExecutor<String> failsafe = Failsafe.with(CircuitBreaker.<String>ofDefaults());

	private final CheckedSupplier<String> work = this::target;

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
		return failsafe.get(work);
	}

}
