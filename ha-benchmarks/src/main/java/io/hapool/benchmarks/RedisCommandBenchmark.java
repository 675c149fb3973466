package io.hapool.benchmarks;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ValueOperations;

/**
 * A command of a template to a database that answers at once: what the way there takes.
 * Run by {@link RedisCommandCost}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RedisCommandBenchmark {

	static final String PLAIN = "plain";

	static final String ROUTED = "routed";

	/** Whether there is one database, or one of two is chosen. */
	@Param({ PLAIN, ROUTED })
	public String way = PLAIN;

	private final RoutedRedis routed = RoutedRedis.start((database, time) -> new StubRedis());

	private @Nullable ValueOperations<String, String> values;

	private ValueOperations<String, String> values() {
		ValueOperations<String, String> known = values;
		if (known == null) {
			known = new StringRedisTemplate(way.equals(PLAIN) ? new StubRedis().connections() : routed.connections())
				.opsForValue();
			values = known;
		}
		return known;
	}

	/**
	 * Reads.
	 * @return the value
	 */
	@Benchmark
	public @Nullable String get() {
		return values().get("key");
	}

	/**
	 * Writes.
	 */
	@Benchmark
	public void set() {
		values().set("key", "value");
	}

	/**
	 * Closes the databases.
	 */
	@TearDown
	public void close() {
		routed.close();
	}

}
