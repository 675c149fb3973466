package io.hapool.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs all benchmarks and prints what they measured: the contenders, many endpoints, and
 * the goals. JMH's own log goes to the standard error.
 * <p>
 * All contenders have the same JVM with the same options, one fork each in a round, and
 * the rounds come one after the other: what slows the machine down for minutes meets all
 * of them. The last line says how busy others were.
 */
public final class Benchmarks {

	private static final String CLASS_PATH = "java.class.path";

	private final String classPath = System.getProperty(CLASS_PATH);

	private final Effort effort;

	private final List<String> includes;

	private final Measurements measurements = new Measurements();

	private final Neighbours neighbours = Neighbours.watch();

	private Benchmarks(Effort effort, List<String> includes) {
		this.effort = effort;
		this.includes = includes;
	}

	/**
	 * Runs the benchmarks and prints three tables in Markdown.
	 * @param arguments {@code quick} for few and short iterations; others are regular
	 * expressions, to run only the benchmarks whose name has a match
	 * @throws RunnerException if one of them fails
	 */
	public static void main(String[] arguments) throws RunnerException {
		List<String> includes = new ArrayList<>(List.of(arguments));
		Effort effort = includes.remove("quick") ? Effort.QUICK : Effort.FULL;
		Benchmarks benchmarks = new Benchmarks(effort, includes);
		for (int round = 0; round < effort.rounds(); round++) {
			benchmarks.runRound();
		}
		benchmarks.print(System.out);
	}

	private void runRound() throws RunnerException {
		for (int threads : Measurements.THREADS) {
			for (Suite suite : Suite.values()) {
				if (suite.runsOn(threads)) {
					run(suite, threads);
				}
			}
		}
	}

	private void run(Suite suite, int threads) throws RunnerException {
		ChainedOptionsBuilder options = new OptionsBuilder().threads(threads)
			.exclude(suite.others())
			.param("selection", suite.selections())
			.forks(1)
			.jvmArgsAppend("-Xms512m", "-Xmx512m")
			.warmupIterations(suite.warmups(effort))
			.warmupTime(TimeValue.milliseconds(effort.millis()))
			.measurementIterations(effort.measurements())
			.measurementTime(TimeValue.milliseconds(effort.millis()))
			.addProfiler(GCProfiler.class)
			.shouldFailOnError(true);
		includes.forEach(options::include);
		// JMH starts the forks with what this says
		System.setProperty(CLASS_PATH, suite.classPath(classPath));
		try {
			measurements.add(new Runner(options.build(),
					OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL))
				.run());
		}
		catch (NoBenchmarksException ignored) {
			// the arguments leave none of this suite
		}
	}

	private void print(PrintStream out) {
		Report report = new Report(measurements);
		out.println();
		report.contenders().print(out);
		report.scale().print(out);
		report.goals().print(out);
		out.println(neighbours.verdict());
	}

}
