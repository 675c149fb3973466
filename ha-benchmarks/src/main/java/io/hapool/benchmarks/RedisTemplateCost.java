package io.hapool.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import redis.clients.jedis.Jedis;

import org.springframework.context.Lifecycle;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ValueOperations;

/**
 * What ours adds to a command of a template that goes to a real server: runs in pairs,
 * one with ours and one without, in an order that turns round. A command is a write and a
 * read in turns.
 *
 * <pre>
 * java -cp "ha-benchmarks/target/classes:ha-benchmarks/target/lib/*" io.hapool.benchmarks.RedisTemplateCost [pairs]
 * </pre>
 */
public final class RedisTemplateCost {

	private static final int PAIRS = 30;

	private static final int FEWEST = 6;

	private static final int[] THREADS = { 1, 8 };

	private static final long WARM_UP = TimeUnit.SECONDS.toNanos(4);

	private static final long RUN = TimeUnit.MILLISECONDS.toNanos(500);

	private final int pairs;

	private final MarkdownTable table;

	private RedisTemplateCost(int pairs) {
		this.pairs = pairs;
		this.table = new MarkdownTable("a command, " + pairs + " pairs of runs", "plain, us", "routed, us", "added, us",
				"95 % interval", "connections, plain", "connections, ours");
	}

	/**
	 * Measures and prints.
	 * @param args how many pairs of runs, 30 by default
	 * @throws Exception if a command fails
	 */
	public static void main(String... args) throws Exception {
		int pairs = (args.length > 0) ? Integer.parseInt(args[0]) : PAIRS;
		if (pairs < FEWEST) {
			throw new IllegalArgumentException("pairs: " + pairs + " (expected: >= " + FEWEST + ")");
		}
		RedisTemplateCost cost = new RedisTemplateCost(pairs);
		Neighbours neighbours = Neighbours.watch();
		for (RedisDriver driver : RedisDriver.values()) {
			for (int threads : THREADS) {
				cost.measure(driver, threads);
			}
		}
		cost.table.print(System.out);
		System.out.println("Times are as a thread sees them; the threads share "
				+ Runtime.getRuntime().availableProcessors() + " processors with the servers.");
		System.out.println(neighbours.verdict());
	}

	private void measure(RedisDriver driver, int threads) throws Exception {
		try (LocalRedis east = LocalRedis.start();
				LocalRedis west = LocalRedis.start();
				Subjects subjects = new Subjects(driver, east, west)) {
			double[] plain = new double[pairs];
			double[] routed = new double[pairs];
			run(subjects.plain, threads, WARM_UP);
			long connections = connections(east);
			run(subjects.routed, threads, WARM_UP);
			long added = connections(east) - connections;
			for (int pair = 0; pair < pairs; pair++) {
				if (pair % 2 == 0) {
					plain[pair] = run(subjects.plain, threads, RUN);
				}
				routed[pair] = run(subjects.routed, threads, RUN);
				if (pair % 2 == 1) {
					plain[pair] = run(subjects.plain, threads, RUN);
				}
			}
			PairedDifferences added95 = PairedDifferences.of(routed, plain);
			String label = driver.name().charAt(0) + driver.name().substring(1).toLowerCase(Locale.ROOT) + ", "
					+ threads + ((threads == 1) ? " thread" : " threads");
			table.add(List.of(label, micros(mean(plain)), micros(mean(routed)), micros(added95.mean()),
					micros(added95.mean() - added95.halfWidth()) + " to "
							+ micros(added95.mean() + added95.halfWidth()),
					Long.toString(connections - subjects.health),
					Long.toString(added) + " + " + subjects.health + " for health"));
		}
	}

	/** Returns how long a command took, as a thread saw it, in microseconds. */
	private static double run(ValueOperations<String, String> values, int threads, long nanos) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Callable<Double>> loops = IntStream.range(0, threads)
				.<Callable<Double>>mapToObj((thread) -> () -> loop(values, "key-" + thread, nanos))
				.toList();
			double sum = 0;
			for (Future<Double> loop : executor.invokeAll(loops)) {
				sum += loop.get();
			}
			return sum / threads;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A command failed", ex.getCause());
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static double loop(ValueOperations<String, String> values, String key, long nanos) {
		long begin = System.nanoTime();
		long commands = 0;
		long elapsed = 0;
		while (elapsed < nanos) {
			values.set(key, "value");
			values.get(key);
			commands += 2;
			elapsed = System.nanoTime() - begin;
		}
		return elapsed / 1e3 / commands;
	}

	private static long connections(LocalRedis server) {
		try (Jedis jedis = server.connect()) {
			return jedis.clientList().lines().filter((line) -> !line.contains(" name=benchmark ")).count();
		}
	}

	private static double mean(double[] values) {
		return IntStream.range(0, values.length).mapToDouble((i) -> values[i]).average().orElseThrow();
	}

	private static String micros(double value) {
		return String.format(Locale.ROOT, "%.2f", value);
	}

	/** The two ways to the same server. */
	private static final class Subjects implements AutoCloseable {

		private final RedisConnectionFactory single;

		private final RoutedRedis databases;

		private final long health;

		private final ValueOperations<String, String> plain;

		private final ValueOperations<String, String> routed;

		Subjects(RedisDriver driver, LocalRedis east, LocalRedis west) {
			this.databases = RoutedRedis.start(driver, east.port(), west.port());
			this.health = connections(east);
			this.single = driver.connectPlain(east.port());
			this.plain = new StringRedisTemplate(single).opsForValue();
			this.routed = new StringRedisTemplate(databases.connections()).opsForValue();
		}

		@Override
		public void close() {
			databases.close();
			((Lifecycle) single).stop();
		}

	}

}
