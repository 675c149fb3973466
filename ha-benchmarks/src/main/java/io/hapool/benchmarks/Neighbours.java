package io.hapool.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What others did with the processors while the benchmarks ran. Known on Linux only.
 */
final class Neighbours {

	private static final Path MACHINE = Path.of("/proc/stat");

	private static final Path SELF = Path.of("/proc/self/stat");

	/** More than that moves the figures. */
	private static final double TOLERABLE = 0.05;

	private final Ticks before;

	private Neighbours(Ticks before) {
		this.before = before;
	}

	static Neighbours watch() {
		return new Neighbours(Ticks.now());
	}

	/**
	 * Says how far the figures since {@link #watch()} can be trusted.
	 */
	String verdict() {
		Ticks now = Ticks.now();
		double elapsed = now.all - before.all;
		if (elapsed <= 0) {
			return "Whether other processes were busy meanwhile is not known here.";
		}
		double others = Math.max(0, (now.others - before.others) / elapsed);
		return String.format(Locale.ROOT, "Other processes used %.0f %% of the processors meanwhile%s.", others * 100,
				(others > TOLERABLE) ? ": these figures are not to be trusted, measure again" : "");
	}

	/**
	 * @param all what the processors could do
	 * @param others what they did for others
	 */
	private record Ticks(long all, long others) {

		static Ticks now() {
			if (!Files.isReadable(MACHINE) || !Files.isReadable(SELF)) {
				return new Ticks(0, 0);
			}
			try {
				// user nice system idle iowait irq softirq steal
				long[] machine = numbers(Files.readAllLines(MACHINE).get(0).replaceFirst("cpu\\s+", ""), 0, 8);
				String self = Files.readString(SELF);
				// after the name in parentheses; of the process, then of the forks that
				// have ended: user, system
				long[] own = numbers(self.substring(self.lastIndexOf(')') + 2), 11, 4);
				long all = sum(machine);
				return new Ticks(all, all - machine[3] - machine[4] - sum(own));
			}
			catch (IOException ignored) {
				return new Ticks(0, 0);
			}
		}

		private static long[] numbers(String line, int from, int count) {
			return Stream.of(line.trim().split("\\s+")).skip(from).limit(count).mapToLong(Long::parseLong).toArray();
		}

		private static long sum(long[] numbers) {
			long sum = 0;
			for (long number : numbers) {
				sum += number;
			}
			return sum;
		}

	}

}
