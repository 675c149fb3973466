package io.hapool.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the starter adds to the start of an empty web application, in CPU time of its
 * process: each round starts all contenders once, in an order that turns round. As Boot's
 * own Maven plugin starts applications, only the first compiler works; and there is room
 * enough to do without a collection: where in the start the other compiler or a
 * collection falls is chance, and more than what is to be measured.
 *
 * <pre>
 * java -cp "ha-benchmarks/target/classes:ha-benchmarks/target/lib/*" io.hapool.benchmarks.StartUpCost [rounds]
 * </pre>
 */
public final class StartUpCost {

	private static final int ROUNDS = 30;

	/** The jars of an empty web application. */
	private static final Pattern WEB = Pattern.compile("spring-(core|beans|context|aop|expression|web|webmvc)-\\d.*"
			+ "|spring-boot(-starter)?(-(autoconfigure|web-server|webmvc|tomcat|tomcat-runtime|servlet|jackson"
			+ "|http-converter|logging))?-\\d.*|(tomcat|jackson|logback|slf4j|log4j|jul|snakeyaml|jakarta.annotation"
			+ "|jspecify|commons-logging|micrometer-(commons|observation)).*");

	/** What the actuator adds. */
	private static final Pattern ACTUATOR = Pattern
		.compile("spring-boot(-starter)?-(actuator|actuator-autoconfigure|health|micrometer-metrics"
				+ "|micrometer-observation)-\\d.*|(micrometer|HdrHistogram|LatencyUtils).*");

	/** What the starter adds beside the actuator. */
	private static final Pattern OURS = Pattern.compile("ha-(core|node|spring-boot-.*)-\\d.*|context-propagation.*");

	private StartUpCost() {
	}

	private enum Contender {

		WEB, ACTUATOR, STARTER, POOLS

	}

	/**
	 * Measures and prints.
	 * @param args how many rounds, 30 by default
	 * @throws InterruptedException if it is interrupted
	 */
	public static void main(String... args) throws InterruptedException {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : ROUNDS;
		double[][] millis = new double[Contender.values().length][rounds];
		for (int round = 0; round < rounds; round++) {
			for (int i = 0; i < Contender.values().length; i++) {
				Contender contender = Contender.values()[(i + round) % Contender.values().length];
				millis[contender.ordinal()][round] = start(contender);
			}
		}
		MarkdownTable table = new MarkdownTable("CPU time of the start, ms, " + rounds + " rounds", "median",
				"quartiles of the differences", "between the least of each");
		add(table, "empty web application", millis[0], new double[rounds]);
		add(table, "+ actuator", millis[1], millis[0]);
		add(table, "starter, beside web and actuator, no `ha.*`", millis[2], millis[1]);
		add(table, "ten pools of ten endpoints, beside web and actuator", millis[3], millis[1]);
		add(table, "ten pools of ten endpoints and actuator, beside web alone", millis[3], millis[0]);
		table.print(System.out);
	}

	private static void add(MarkdownTable table, String name, double[] with, double[] without) {
		double[] differences = IntStream.range(0, with.length)
			.mapToDouble((i) -> with[i] - without[i])
			.sorted()
			.toArray();
		int quarter = differences.length / 4;
		table.add(List.of(name, format(differences[differences.length / 2]),
				format(differences[quarter]) + " to " + format(differences[differences.length - 1 - quarter]),
				format(least(with) - least(without))));
	}

	/** What other processes do to the caches only ever adds. */
	private static double least(double[] millis) {
		return Arrays.stream(millis).min().orElseThrow();
	}

	private static String format(double millis) {
		return String.format(Locale.ROOT, "%.0f", millis);
	}

	private static double start(Contender contender) throws InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
						"-XX:TieredStopAtLevel=1", "-Xms2g", "-XX:MetaspaceSize=256m", "-cp", classPath(contender),
						EmptyApplication.class.getName(), "--server.port=0", "--server.address=127.0.0.1",
						"--spring.main.banner-mode=off"));
		if (contender == Contender.POOLS) {
			IntStream.range(0, 10)
				.forEach((pool) -> command.add("--ha.pools.pool-" + pool + ".endpoints=" + endpoints(pool)));
		}
		try {
			return cost(new ProcessBuilder(command).redirectErrorStream(true).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static double cost(Process process) throws IOException, InterruptedException {
		String output;
		try (BufferedReader reader = process.inputReader()) {
			output = reader.lines().collect(Collectors.joining("\n"));
		}
		int at = output.indexOf(EmptyApplication.COST);
		if (process.waitFor() != 0 || at < 0) {
			throw new IllegalStateException("The application did not start:\n" + output);
		}
		String nanos = output.substring(at + EmptyApplication.COST.length()).lines().findFirst().orElseThrow();
		return Long.parseLong(nanos) / 1e6;
	}

	private static String endpoints(int pool) {
		return IntStream.range(0, 10)
			.mapToObj((endpoint) -> "http://10.0." + pool + "." + endpoint + ":8080")
			.collect(Collectors.joining(","));
	}

	private static String classPath(Contender contender) {
		Stream<String> entries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
		return entries.filter((entry) -> belongs(Path.of(entry), contender))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static boolean belongs(Path entry, Contender contender) {
		String name = entry.getFileName().toString();
		return !name.endsWith(".jar") || WEB.matcher(name).matches()
				|| (contender.compareTo(Contender.WEB) > 0 && ACTUATOR.matcher(name).matches())
				|| (contender.compareTo(Contender.ACTUATOR) > 0 && OURS.matcher(name).matches());
	}

}
