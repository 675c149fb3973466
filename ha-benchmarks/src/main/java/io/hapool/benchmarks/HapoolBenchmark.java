package io.hapool.benchmarks;

import java.net.URI;
import java.util.concurrent.TimeUnit;

import io.hapool.call.EndpointPool;
import io.hapool.pool.Lease;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Ours: pick, lease, success and release over eight endpoints.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HapoolBenchmark {

	/** How an endpoint is selected. */
	@Param(Selections.ROUND_ROBIN)
	public String selection = Selections.ROUND_ROBIN;

	private EndpointPool<URI> pool = EndpointPool.of(URI.create("http://not-set-up"));

	/**
	 * Makes the pool.
	 */
	@Setup
	public void open() {
		pool.close();
		pool = Selections.pool(selection, Targets.COUNT);
	}

	/**
	 * Closes the pool.
	 */
	@TearDown
	public void close() {
		pool.close();
	}

	/**
	 * The whole call by callback, retries and deadline included.
	 * @return the leased target
	 */
	@Benchmark
	public URI callback() {
		return pool.<URI, RuntimeException>call((target) -> target);
	}

	/**
	 * One attempt with the lease in hand.
	 * @return the leased target
	 */
	@Benchmark
	public URI lease() {
		try (Lease<URI> lease = pool.lease()) {
			lease.succeed();
			return lease.target();
		}
	}

}
