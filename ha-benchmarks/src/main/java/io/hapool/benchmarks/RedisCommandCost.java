package io.hapool.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.hapool.benchmarks.Measurements.Figure;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What ours adds to a command of a template, over databases that answer at once, on one
 * thread and on eight. JMH's own log goes to the standard error.
 *
 * <pre>
 * java -cp "ha-benchmarks/target/classes:ha-benchmarks/target/lib/*" io.hapool.benchmarks.RedisCommandCost [rounds]
 * </pre>
 */
public final class RedisCommandCost {

	private static final int ROUNDS = 3;

	private static final int[] THREADS = { 1, 8 };

	/** In nanoseconds. */
	private static final double GOAL = 2000;

	private RedisCommandCost() {
	}

	/**
	 * Measures and prints.
	 * @param args how many forks each way has, 3 by default
	 * @throws RunnerException if one of them fails
	 */
	public static void main(String... args) throws RunnerException {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : ROUNDS;
		Neighbours neighbours = Neighbours.watch();
		Measurements measurements = new Measurements();
		for (int round = 0; round < rounds; round++) {
			for (int threads : THREADS) {
				run(measurements, threads);
			}
		}
		print(measurements);
		System.out.println(neighbours.verdict());
	}

	private static void run(Measurements measurements, int threads) throws RunnerException {
		measurements.add(new Runner(new OptionsBuilder().include("\\.RedisCommandBenchmark\\.")
			.threads(threads)
			.forks(1)
			.jvmArgsAppend("-Xms512m", "-Xmx512m")
			.warmupIterations(10)
			.warmupTime(TimeValue.milliseconds(1000))
			.measurementIterations(5)
			.measurementTime(TimeValue.milliseconds(1000))
			.addProfiler(GCProfiler.class)
			.shouldFailOnError(true)
			.build(), OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL)).run());
	}

	private static void print(Measurements measurements) {
		MarkdownTable table = new MarkdownTable("a command over a stub", "plain", "routed", "added", "plain, garbage",
				"routed, garbage", "added");
		StringBuilder verdicts = new StringBuilder();
		for (String command : List.of("get", "set")) {
			for (int threads : THREADS) {
				String label = command.toUpperCase(Locale.ROOT) + ", " + threads
						+ ((threads == 1) ? " thread" : " threads");
				Figure plain = figure(measurements, command, RedisCommandBenchmark.PLAIN, threads);
				Figure routed = figure(measurements, command, RedisCommandBenchmark.ROUTED, threads);
				double nanos = routed.nanos() - plain.nanos();
				double bytes = routed.bytes() - plain.bytes();
				table.add(List.of(label, nanos(plain.nanos()), nanos(routed.nanos()), nanos(nanos),
						bytes(plain.bytes()), bytes(routed.bytes()), bytes(bytes)));
				verdicts.append(String.format(Locale.ROOT, "%s: added %s, %s (goal: at most %s, %s)%n", label,
						nanos(nanos), bytes(bytes), nanos(GOAL), (nanos <= GOAL) ? "met" : "missed"));
			}
		}
		table.print(System.out);
		System.out.println(verdicts);
		System.out.println("Times are as a thread sees them; the threads share "
				+ Runtime.getRuntime().availableProcessors() + " processors.");
	}

	private static Figure figure(Measurements measurements, String command, String way, int threads) {
		return measurements.figure(new Subject("RedisCommandBenchmark." + command, Map.of("way", way)), threads)
			.orElseThrow();
	}

	private static String nanos(double value) {
		return MarkdownTable.number(value) + " ns";
	}

	private static String bytes(double value) {
		return MarkdownTable.bytes(value) + " B";
	}

}
