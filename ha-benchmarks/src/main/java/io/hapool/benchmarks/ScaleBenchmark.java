package io.hapool.benchmarks;

import java.net.URI;
import java.util.concurrent.TimeUnit;

import io.hapool.call.EndpointPool;
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
 * Ours by callback, over few and over many endpoints.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScaleBenchmark {

	/** How an endpoint is selected. */
	@Param(Selections.ROUND_ROBIN)
	public String selection = Selections.ROUND_ROBIN;

	/** How many endpoints the pool has. */
	@Param({ "8", "1000", "10000" })
	public int endpoints = Targets.COUNT;

	private EndpointPool<URI> pool = EndpointPool.of(URI.create("http://not-set-up"));

	/**
	 * Makes the pool.
	 */
	@Setup
	public void open() {
		pool.close();
		pool = Selections.pool(selection, endpoints);
	}

	/**
	 * Closes the pool.
	 */
	@TearDown
	public void close() {
		pool.close();
	}

	/**
	 * The whole call by callback.
	 * @return the leased target
	 */
	@Benchmark
	public URI callback() {
		return pool.<URI, RuntimeException>call((target) -> target);
	}

}
