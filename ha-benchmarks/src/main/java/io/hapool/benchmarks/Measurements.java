package io.hapool.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What the iterations measured, over all rounds.
 */
final class Measurements {

	/** On how many threads the benchmarks run. */
	static final int[] THREADS = { 1, 2, 4 };

	private static final String ALLOCATED = "gc.alloc.rate.norm";

	private final Map<Key, List<Figure>> iterations = new LinkedHashMap<>();

	void add(Collection<RunResult> results) {
		for (RunResult result : results) {
			Key key = new Key(Subject.of(result.getParams()), result.getParams().getThreads());
			List<Figure> figures = iterations.computeIfAbsent(key, (added) -> new ArrayList<>());
			result.getAggregatedResult()
				.getIterationResults()
				.forEach((iteration) -> figures.add(Figure.of(iteration)));
		}
	}

	/**
	 * Returns what was measured of a benchmark, in the order of its first run.
	 * @param benchmark class and method
	 */
	List<Subject> variants(String benchmark) {
		return iterations.keySet()
			.stream()
			.map(Key::subject)
			.distinct()
			.filter((subject) -> subject.benchmark().equals(benchmark))
			.toList();
	}

	/**
	 * Returns the medians of all iterations, which a neighbour's load moves less than the
	 * mean.
	 */
	Optional<Figure> figure(Subject subject, int threads) {
		List<Figure> figures = iterations.getOrDefault(new Key(subject, threads), List.of());
		if (figures.isEmpty()) {
			return Optional.empty();
		}
		return Optional.of(new Figure(median(figures, Figure::nanos), median(figures, Figure::bytes)));
	}

	private static double median(List<Figure> figures, ToDoubleFunction<Figure> value) {
		double[] sorted = figures.stream().mapToDouble(value).sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	private record Key(Subject subject, int threads) {
	}

	/**
	 * What an operation costs.
	 *
	 * @param nanos time, as a thread sees it
	 * @param bytes garbage
	 */
	record Figure(double nanos, double bytes) {

		static Figure of(IterationResult iteration) {
			Result<?> allocated = iteration.getSecondaryResults().get(ALLOCATED);
			if (allocated == null) {
				throw new IllegalStateException("No " + ALLOCATED + " in " + iteration.getSecondaryResults().keySet()
						+ " (expected: the GC profiler measured)");
			}
			return new Figure(iteration.getPrimaryResult().getScore(), allocated.getScore());
		}

	}

}
