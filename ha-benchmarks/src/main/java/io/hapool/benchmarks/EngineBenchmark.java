package io.hapool.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.hapool.call.EndpointPool;
import io.hapool.call.PoolDefinition;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Lease;
import io.hapool.pool.Ratio;
import io.hapool.pool.RecordProbe;
import io.hapool.pool.WhenExhausted;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Parts of the engine: to be refused while all endpoints are isolated, and to record an
 * outcome in the window.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineBenchmark {

	private static final Duration LONG = Duration.ofDays(1);

	private final RecordProbe probe = new RecordProbe();

	private EndpointPool<URI> isolated = EndpointPool.of(URI.create("http://not-set-up"));

	/**
	 * Makes a pool of which all endpoints are isolated.
	 */
	@Setup
	public void isolate() {
		isolated.close();
		IsolationRules rules = IsolationRules.DEFAULT.withConsecutiveFailures(1)
			.withDuration(LONG, LONG)
			.withMaxIsolated(new Ratio(1));
		isolated = EndpointPool.create(PoolDefinition.<URI>builder("isolated")
			.targets(Targets.uris(Targets.COUNT))
			.isolationRules(rules)
			.whenExhausted(WhenExhausted.FAIL)
			.build());
		for (int i = 0; i < Targets.COUNT; i++) {
			try (Lease<URI> lease = isolated.lease()) {
				lease.fail(new IOException("broken"));
			}
		}
		if (isolated.isolated().size() != Targets.COUNT) {
			throw new IllegalStateException("Not all are isolated: " + isolated.endpoints());
		}
	}

	/**
	 * Closes the pool.
	 */
	@TearDown
	public void close() {
		isolated.close();
	}

	/**
	 * Asks for a lease that is not to be had.
	 * @return {@code null}
	 */
	@Benchmark
	@SuppressWarnings("MustBeClosedChecker") // there is none
	public @Nullable Lease<URI> refusal() {
		return isolated.leaseIfAny();
	}

	/**
	 * Records a success in the window of an endpoint.
	 */
	@Benchmark
	public void record() {
		probe.recordSuccess();
	}

}
