package io.hapool.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.hapool.benchmarks.FailoverRun.Load;
import io.hapool.benchmarks.FailoverRun.Seen;

/**
 * What an application sees of the failure of a Redis database: ours beside the failover
 * that the drivers have themselves, two servers of their own for each run. A run ends
 * when it has been well for a second, or after 15 seconds. The first round warms up and
 * is left out.
 *
 * <pre>
 * java -cp "ha-benchmarks/target/classes:ha-benchmarks/target/lib/*" io.hapool.benchmarks.RedisFailover [rounds] [client ...]
 * </pre>
 *
 * Clients are {@code ours_lettuce}, {@code ours_jedis}, {@code jedis},
 * {@code jedis_tuned}, {@code lettuce} and {@code lettuce_tuned}; all of them by default.
 * Faults may be chosen likewise: {@code kill}, {@code stop}, {@code reset},
 * {@code silence}, {@code loading}.
 */
public final class RedisFailover {

	private static final int ROUNDS = 5;

	private final Map<Case, List<Seen>> seen = new LinkedHashMap<>();

	private RedisFailover() {
	}

	private record Case(FailoverFault fault, Load load, FailoverContender contender) {

		@Override
		public String toString() {
			return contender + ", " + fault + ", " + load;
		}

	}

	/**
	 * Measures and prints.
	 * @param args how many rounds, 5 by default; clients and faults
	 */
	public static void main(String... args) {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : ROUNDS;
		List<String> chosen = Stream.of(args).skip(1).map((name) -> name.toUpperCase(Locale.ROOT)).toList();
		List<Case> cases = cases(chosen);
		RedisFailover failover = new RedisFailover();
		Neighbours neighbours = Neighbours.watch();
		for (int round = 0; round <= rounds; round++) {
			for (Case one : cases) {
				failover.run(one, round);
			}
		}
		failover.print(rounds);
		System.out.println(neighbours.verdict());
		System.exit(0); // what hangs in a client is left hanging
	}

	private static List<Case> cases(List<String> chosen) {
		List<FailoverContender> contenders = chosen(chosen, FailoverContender.values());
		List<Case> cases = new ArrayList<>();
		for (FailoverFault fault : chosen(chosen, FailoverFault.values())) {
			for (Load load : Load.values()) {
				contenders.forEach((contender) -> cases.add(new Case(fault, load, contender)));
			}
		}
		return cases;
	}

	private static <E extends Enum<E>> List<E> chosen(List<String> names, E[] values) {
		List<E> chosen = Stream.of(values).filter((value) -> names.contains(value.name())).toList();
		return chosen.isEmpty() ? List.of(values) : chosen;
	}

	private void run(Case one, int round) {
		Seen result = new FailoverRun(one.contender(), one.fault(), one.load()).run();
		System.err.printf("%d %s: %s%n", round, one, result);
		if (round > 0) {
			seen.computeIfAbsent(one, (added) -> new ArrayList<>()).add(result);
		}
	}

	private void print(int rounds) {
		MarkdownTable table = new MarkdownTable("client, fault, load; " + rounds + " rounds", "errors of SET",
				"of INCR, RPUSH", "longest gap, ms", "worst", "longest call, ms", "worst", "lost", "doubled");
		seen.forEach((one,
				results) -> table.add(List.of(one.toString(), sum(results, Seen::errors),
						sum(results, Seen::otherErrors), median(results, Seen::gap), worst(results, Seen::gap),
						median(results, Seen::call), worst(results, Seen::call),
						sum(results, (run) -> run.fate().lost()), sum(results, (run) -> run.fate().doubled()))));
		table.print(System.out);
		System.out.println("Errors, lost and doubled are of all rounds together; gaps and calls are medians of them.");
	}

	private static String sum(List<Seen> results, ToLongFunction<Seen> value) {
		return Long.toString(results.stream().mapToLong(value).sum());
	}

	private static String median(List<Seen> results, ToDoubleFunction<Seen> value) {
		double[] sorted = results.stream().mapToDouble(value).sorted().toArray();
		return MarkdownTable.number((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
	}

	private static String worst(List<Seen> results, ToDoubleFunction<Seen> value) {
		return MarkdownTable.number(results.stream().mapToDouble(value).max().orElseThrow());
	}

}
