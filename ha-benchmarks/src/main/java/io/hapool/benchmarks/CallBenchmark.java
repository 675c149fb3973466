package io.hapool.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.hapool.call.EndpointPool;
import io.hapool.call.PoolDefinition;
import io.hapool.pool.Lease;
import io.hapool.pool.SelectionPolicy;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * A call that succeeds over eight endpoints: by callback, and with a lease in hand.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CallBenchmark {

	private EndpointPool<String> pool = EndpointPool.of("not set up");

	/**
	 * Makes the pool.
	 */
	@Setup
	public void open() {
		pool = EndpointPool.create(PoolDefinition.<String>builder("benchmark")
			.targets(List.of("a", "b", "c", "d", "e", "f", "g", "h"))
			.selection(SelectionPolicy.roundRobin())
			.build());
	}

	/**
	 * Closes the pool.
	 */
	@TearDown
	public void close() {
		pool.close();
	}

	/**
	 * Pick, lease, success, release by callback.
	 * @return what keeps the work alive
	 */
	@Benchmark
	public String callback() {
		return pool.<String, RuntimeException>call((target) -> target);
	}

	/**
	 * Pick, lease, success, release by hand.
	 * @return what keeps the work alive
	 */
	@Benchmark
	public String lease() {
		try (Lease<String> lease = pool.lease()) {
			lease.succeed();
			return lease.target();
		}
	}

	/**
	 * Runs all benchmarks of this class on one and on two threads, with allocation.
	 * @param args none
	 * @throws RunnerException if they cannot run
	 */
	public static void main(String[] args) throws RunnerException {
		for (int threads = 1; threads <= 2; threads++) {
			new Runner(new OptionsBuilder().include(CallBenchmark.class.getSimpleName())
				.threads(threads)
				.addProfiler(GCProfiler.class)
				.build()).run();
		}
	}

}
